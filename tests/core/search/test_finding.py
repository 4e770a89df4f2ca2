"""What is found for whom: words, stems, files, fields; and that nobody finds what they may not read."""

from __future__ import annotations

import pytest

from core.accounts.models import User
from core.desk.models import Tag
from core.knowledge.models import Article
from core.search import selectors
from core.search.models import Entry
from core.tickets import services
from core.tickets.models import Message, Ticket
from core.tickets.selectors import matching
from core.tickets.services.words import Words
from core.work import services as work
from tenants import context
from tenants.kernel import clock
from tests.support.people import invite_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrote(people, drain):
    """wrote(subject, text, language=): a ticket of Carla's, indexed."""

    def make(subject="Invoice is wrong", text="You charged me twice.", by=None, language=""):
        by = by or people.carla
        ticket = services.open_ticket(by, subject, Words(text), channel="mail", by=by.actor)[0]
        if language:
            Ticket.objects.filter(pk=ticket.pk).update(language=language)
        drain()
        return ticket

    return make


def found(actor, text, **more):
    return [one.ticket.number for one in selectors.search(actor, text, **more).found]


def test_words_subjects_people_and_numbers(people, wrote):
    first, second = wrote(), wrote("Smoke", "The kettle smokes.", people.dmitri)
    ana = people.ana.actor

    assert found(ana, "charged twice") == [first.number]
    assert found(ana, "ketl") == []
    assert found(ana, "kett") == [second.number], "the last word may be unfinished"
    assert found(ana, "invoice") == [first.number]
    assert found(ana, "dmitri") == [second.number]
    assert found(ana, f"#{first.number}") == found(ana, first.label) == [first.number]
    assert found(ana, '"charged me"') == [first.number]
    assert found(ana, '"me charged"') == []
    assert found(ana, "kettle -smokes") == []
    assert found(ana, "") == found(ana, "@@@") == found(ana, "-kettle") == []


def test_a_bare_number_is_a_word_where_no_ticket_has_it(people, wrote):
    first, second = wrote(), wrote("Order 20240117", "It did not arrive.", people.dmitri)
    third = wrote("Tyres", "Of size 1, please.")
    ana = people.ana.actor

    assert found(ana, "20240117") == [second.number]
    assert matching(ana, "20240117", 5) == [second.pk]
    assert found(ana, "1") == [first.number], "a ticket's number names that ticket alone"
    assert found(ana, "#20240117") == []
    Ticket.objects.filter(pk=first.pk).update(deleted_at=clock.now())
    assert found(ana, "1") == [third.number]


def test_other_forms_of_a_word_by_the_language_of_the_message(people, wrote):
    english = wrote("Hello", "I was refunding the companies.", language="en")
    german = wrote("Hallo", "Die Häuser wurden verkauft.", language="de")
    ana = people.ana.actor

    assert found(ana, "refund company") == [english.number]
    assert found(ana, "Haus") == found(ana, "Häusern") == [german.number]
    [hit] = selectors.search(ana, "refunded").found
    assert hit.kind == "stem"
    assert ("refunding", True) in hit.snippet


def test_fields_narrow_and_mix_with_words(people, wrote):
    first, second = wrote(), wrote("Invoice again", "Still charged.", people.dmitri)
    services.assign(first, people.ben, by=people.ana.actor)
    Ticket.objects.filter(pk=second.pk).update(sentiment=-2)
    ana, ben = people.ana.actor, people.ben.actor

    assert found(ana, "charged from:dmitri") == [second.number]
    assert found(ana, "charged -from:dmitri") == [first.number]
    assert found(ana, "assignee:ben") == found(ben, "assignee:me") == [first.number]
    assert found(ana, "assignee:none") == [second.number]
    assert found(ana, "sentiment:negative") == [second.number]
    assert sorted(found(ana, "created:>now-1h is:open")) == [first.number, second.number]
    assert found(ana, "created:<now-1h") == []
    assert found(ana, "has:attachment") == []


def test_what_is_not_understood_is_told_and_the_rest_searched(people, wrote):
    ticket = wrote()
    page = selectors.search(people.ana.actor, "charged statsu:open priority:hihg")

    assert [one.instead for one in page.question.problems] == [
        "charged status:open priority:hihg",
        "charged statsu:open priority:high",
    ]
    page = selectors.search(people.ana.actor, "charged priority:hihg")
    assert [one.ticket.number for one in page.found] == [ticket.number]


def test_notes_are_for_who_may_read_them(people, wrote, drain):
    ticket = wrote()
    services.note(ticket, "Ask for the xylophone.", by=people.ana.actor, author=people.ana)
    drain()
    role = people.lars.role
    role.permissions = [one for one in role.permissions if one not in ("tickets.note", "tickets.read_notes")]
    role.save()

    assert found(people.ana.actor, "xylophone") == [ticket.number]
    assert found(people.lars.actor, "xylophone") == found(people.lars.actor, "xylophones") == []
    role.permissions = []
    role.save()
    nobody = User.objects.get(pk=people.lars.pk).actor
    assert found(nobody, "charged") == found(nobody, "is:open") == []


def test_what_is_gone_is_not_found(people, wrote):
    binned, spam, merged, kept = wrote("One"), wrote("Two"), wrote("Three"), wrote("Four")
    owner = people.olivia.actor
    services.delete(binned, by=owner)
    services.change(spam, is_spam=True, by=owner)
    services.merge(merged, into=kept, by=owner)

    assert found(owner, "charged") == [kept.number]
    assert found(owner, "status:spam") == [spam.number]
    messages = list(Message.objects.filter(ticket=kept).values_list("pk", flat=True))
    assert Entry.objects.filter(message__in=messages).count() == 2
    Ticket.every.get(pk=binned.pk).delete()
    assert not Entry.objects.exclude(message__in=Message.objects.values("pk")).exists()


def test_nothing_is_found_next_door(globex, people, wrote):
    wrote()
    with context.tenant(globex):
        neighbour = invite_all("globex").olivia.actor
        assert found(neighbour, "charged") == found(neighbour, "is:open") == []


def test_pages_stand_still_while_more_comes_in(people, wrote):
    numbers = [wrote(f"Invoice {number}").number for number in range(5)]
    ana = people.ana.actor
    for order in selectors.ORDERS:
        page, shown = selectors.search(ana, "charged", order=order, size=2), []
        while True:
            shown += [one.ticket.number for one in page.found]
            if not page.next:
                break
            wrote("One more")
            page = selectors.search(ana, "charged", order=order, size=2, cursor=page.next)
        assert sorted(shown) == numbers
        Ticket.objects.filter(subject="One more").delete()
    with pytest.raises(selectors.BadCursor):
        selectors.search(ana, "charged", cursor="W10")


def test_facets_count_what_was_found(people, wrote):
    first, second = wrote(), wrote()
    services.assign(first, people.ben, by=people.ana.actor)
    tag = Tag.objects.create(name="Big Deal")
    second.tags.add(tag)
    facets = {one.key: one.values for one in selectors.search(people.ana.actor, "charged").facets}

    assert {(one.name, one.count) for one in facets["assignee"]} == {("Ben Agent", 1), ("Nobody", 1)}
    for key in facets:
        for one in facets[key]:
            page = selectors.search(people.ana.actor, f"charged {one.typed}")
            assert (page.total, page.question.problems) == (one.count, ()), one.typed


def test_a_better_spelling_is_offered_when_it_finds_something(people, wrote):
    wrote("Zebra", "The invoice"), wrote("Zebra", "An invoice")
    ana = people.ana.actor

    assert selectors.search(ana, "invoise").meant == "invoice"
    assert selectors.search(ana, "invoice").meant == ""
    assert selectors.search(ana, "qqqqqqqq").meant == ""
    assert selectors.search(ana, "invoise from:nobody-at-all").meant == "", "that would find nothing either"


def test_people_and_articles_stand_beside(people, wrote):
    article = Article.objects.create(title="Carla's letters", slug="x", body="…", visibility="public")
    ana = people.ana.actor
    beside = selectors.beside(ana, selectors.read("carla", ana))
    assert (beside.people, beside.articles) == ([people.carla], [article])
    assert selectors.beside(ana, selectors.read("ben ag", ana)).colleagues == [people.ben]
    task = work.open_task("Write to Carla", by=ana)
    assert selectors.beside(ana, selectors.read("carla", ana)).tasks == [task]
    assert selectors.beside(people.carla.actor, selectors.read("carla", ana)).tasks == []
