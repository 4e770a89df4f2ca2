"""Answers that stand on an article teach the search, and nothing else does."""

from __future__ import annotations

import uuid

import pytest

from ai import lessons, selectors, services
from ai.models import Lesson, Run, Suggestion
from core.knowledge.models import Article
from core.mail.models import InboundMail
from core.tickets import services as tickets
from tenants import context
from tenants.selectors import site_url

HUMS = "My frobnicator hums at night, is that harmful?"


@pytest.fixture
def hum(db) -> Article:
    for number in range(6):
        text = f"Something about matter {number}, told at length."
        Article.objects.create(slug=f"x{number}", title=f"Matter {number}", body=text, visibility="public")
    text = "A low tone while it cools down is usual. It ends by itself within 10 minutes."
    return Article.objects.create(slug="sounds", title="Sounds of the device", body=text, visibility="public")


def link(slug: str = "sounds", site: str = "") -> str:
    return f"Please read {site or site_url(context.current_tenant(), '')}/help/articles/{slug}/ first."


@pytest.fixture
def answer(write_in, people, drain):
    """answer("text") answers a new question of Carla's; by: a name of people."""

    def answered(text: str, by: str = "ana", asked: str = HUMS, **how):
        message = write_in(asked, subject="A hum")
        person = getattr(people, by)
        reply = tickets.reply(message.ticket, text, author=person, by=person.actor, **how)
        drain()
        return reply

    return answered


def test_links_of_two_colleagues_let_the_next_like_question_be_answered(hum, answer, write_in, people, drain):
    assert lessons.heard() is None
    write_in("The frobnicator hums all night. Is that harmful?", subject="It hums")
    drain()
    assert Suggestion.objects.latest("pk").state == "withheld"
    answer(link())
    answer(link(), by="ben")

    assert set(Lesson.objects.values_list("article", "user", "how")) == {
        (hum.pk, people.ana.pk, "linked"),
        (hum.pk, people.ben.pk, "linked"),
    }
    write_in("The frobnicator hums all night. Is that harmful?", subject="It hums")
    drain()
    row = Suggestion.objects.latest("pk")
    assert not row.reason, row.reason
    assert (row.state, row.sources[0]["id"]) == ("ready", f"article:{hum.public_id}")


def test_a_source_tells_the_tickets_that_speak_for_it_as_long_as_they_do(
    hum, answer, write_in, people, drain
):
    first, second = answer(link()), answer(link(), by="ben")
    message = write_in("The frobnicator hums all night. Is that harmful?", subject="It hums")
    drain()
    row = Suggestion.objects.latest("pk")
    told = selectors.answered_alike(row)[f"article:{hum.public_id}"]
    assert {(one.number, one.by) for one in told} == {
        (first.ticket.number, people.ana.name),
        (second.ticket.number, people.ben.name),
    }
    assert selectors.stands_on(row)[0]["tickets"] == [one.number for one in told]
    assert "taught" not in selectors.stands_on(row)[0]

    tickets.withdraw(second, by=people.ben.actor)
    drain()
    assert [one.number for one in selectors.answered_alike(row)[f"article:{hum.public_id}"]] == [
        first.ticket.number
    ]
    first.ticket.delete()
    assert selectors.answered_alike(row) == {}
    assert message.ticket_id == row.ticket_id


def test_a_cited_article_is_taught_by_what_was_sent_of_the_draft(write_in, articles, people, drain):
    told = []
    for change in (
        lambda body: body,
        lambda body: f"{body}\n\nAll the best",
        lambda body: "Something else altogether.",
    ):
        message = write_in()
        drain()
        row = Suggestion.objects.latest("pk")
        body = services.accept(row, people.ana.actor)
        tickets.reply(
            message.ticket, change(body), author=people.ana, by=people.ana.actor, suggestion=row.public_id
        )
        drain()
        told.append(list(Lesson.objects.filter(question=message).values_list("how", "article__slug")))
    assert told == [[("as_is", "charged-twice")], [("edited", "charged-twice")], []]


def test_what_teaches_nothing(hum, answer, articles):
    Article.objects.create(slug="draft", title="Draft", body="Not yet told to anybody.")
    answer("Nothing is linked.")
    answer(link(site="https://evil.example"))
    answer(link("refund-limits"))
    answer(link("draft"))
    answer(link("nowhere"))
    assert not Lesson.objects.exists()


UNSIGNED = "dmarc=none, not proved to be from there (spf=fail, dkim=fail); speaks as a customer"


@pytest.mark.parametrize("says", ["dmarc=fail; speaks as a customer", UNSIGNED, ""])
def test_a_forged_sender_teaches_nothing(says, hum, write_in, people, drain):
    message = write_in(HUMS)
    InboundMail.objects.create(
        recipient="a@b.example", sender="c@d.example", raw=b"", size=1, dedupe_key=uuid.uuid4().hex,
        state="done", trace=[{"step": "alignment", "says": says}], message=message,
    )  # fmt: skip
    tickets.reply(message.ticket, link(), author=people.ana, by=people.ana.actor)
    drain()
    assert Lesson.objects.exists() is not bool(says)


def test_a_question_that_gives_orders_to_machines_teaches_nothing(hum, write_in, people, drain):
    message = write_in(HUMS)
    drain()
    Run.objects.filter(message=message, kind="triage").update(flags=["injection_suspected"])
    tickets.reply(message.ticket, link(), author=people.ana, by=people.ana.actor)
    drain()
    assert not Lesson.objects.exists()


def test_what_is_taken_back_erased_or_deleted_is_heard_by_nobody(hum, answer, people, drain):
    reply = answer(link())
    assert lessons.heard() is not None
    tickets.withdraw(reply, by=people.ana.actor)
    drain()
    assert (Lesson.objects.count(), lessons.heard()) == (0, None)

    kept = answer(link())
    assert lessons.heard() is not None
    kept.ticket.delete()
    assert (Lesson.objects.count(), lessons.heard()) == (0, None)

    answer(link())
    hum.delete()
    assert (Lesson.objects.count(), lessons.heard()) == (0, None)


def test_told_twice_is_once_and_one_person_crowds_nobody_out(hum, answer, people):
    from ai.services import lessons as teaching

    reply = answer(link())
    teaching.note(reply.pk)
    assert Lesson.objects.count() == 1
    row = Lesson.objects.get()
    more = [
        tickets.reply(reply.ticket, f"Line {n}", author=people.ana, by=people.ana.actor) for n in range(25)
    ]
    Lesson.objects.bulk_create(
        Lesson(question=row.question, reply=one, article=hum, user=people.ana, how="linked") for one in more
    )
    heard = lessons.heard()
    assert heard is not None
    assert len(heard._lessons) == lessons.OF_ONE
