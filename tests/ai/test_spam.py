"""What triage takes for spam: put away when certain, never deleted, and taken back with one click."""

from __future__ import annotations

import pytest

from ai import selectors as ai
from ai import services
from ai.models import Correction, Result, Suggestion, Verdict
from core.contacts.models import Contact
from core.desk import selectors as desk
from core.mail.models import InboundMail
from core.tickets import selectors
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tests.ai.local.junk import JUNK
from tests.support.fakes import openai as fake

CERTAIN, LIKELY = JUNK[0][1], JUNK[10][1]


@pytest.fixture
def stranger(people):
    """stranger("words"): a mail of somebody new opens a ticket."""

    def write(text, subject="Hello", email="seo@stranger.example", channel="mail"):
        contact, _ = Contact.objects.get_or_create(email=email, defaults={"name": "Sam Stranger"})
        return tickets.open_ticket(contact, subject, Words(text), channel=channel, by=people.carla.actor)[1]

    return write


def fresh(message):
    return Ticket.objects.select_related("status").get(pk=message.ticket_id)


def listed(people, **filters):
    return [row.number for row in selectors.inbox(people.ana.actor, selectors.Filters.read(filters))]


def test_certain_spam_goes_to_its_list_and_nobody_drafts(stranger, drain, people):
    ticket = fresh(message := stranger(CERTAIN))
    drain()
    ticket, result = fresh(message), Result.objects.get(field="spam")

    assert (ticket.is_spam, ticket.is_suspect, ticket.chosen) == (True, False, {})
    assert (result.value, result.mode, result.applied_at is not None) == (True, "auto", True)
    assert result.evidence in CERTAIN
    assert not Suggestion.objects.exists()
    assert listed(people) == listed(people, state="all") == listed(people, state="finished") == []
    assert listed(people, spam="1") == [ticket.number]
    assert listed(people, state="all", q="backlinks") == [ticket.number], "a search finds it"


def test_likely_spam_waits_for_a_person_in_the_same_list(stranger, drain, people):
    services.set_policy("spam", "suggest", people.adam.actor)
    message = stranger(LIKELY)
    drain()
    ticket = fresh(message)

    assert (ticket.is_spam, ticket.is_suspect, ticket.status.category) == (False, True, "new")
    assert Result.objects.get(field="spam").mode == "suggest"
    assert (listed(people), listed(people, spam="1")) == ([], [ticket.number])
    assert selectors.open_counts(people.ana.actor)["spam"] == 1
    assert selectors.open_counts(people.ana.actor)["open"] == 0


@pytest.mark.parametrize("mode", ["shadow", "off"])
def test_where_it_may_not_nothing_moves(stranger, drain, people, mode):
    services.set_policy("spam", mode, people.adam.actor)
    message = stranger(CERTAIN)
    drain()

    assert (fresh(message).is_spam, fresh(message).is_suspect) == (False, False)
    assert Result.objects.filter(field="spam").exists() is (mode == "shadow")
    assert listed(people) == [fresh(message).number]


def test_not_spam_brings_it_back_with_a_reply_and_is_remembered(stranger, drain, people, articles):
    message = stranger(CERTAIN)
    drain()
    tickets.change(fresh(message), by=people.ana.actor, is_spam=False)
    drain()
    ticket = fresh(message)

    assert (ticket.status.category, ticket.is_finished, ticket.chosen) == (
        "new",
        False,
        {"is_spam": people.ana.actor.ref},
    )
    assert Correction.objects.get(field="spam").value is False
    assert Verdict.objects.get(field="spam").how == "undone"
    assert Suggestion.objects.filter(ticket=ticket).count() == 1
    again = stranger(CERTAIN)
    drain()
    assert not fresh(again).is_spam, "a colleague has said that this sender is none"


def test_what_a_colleague_calls_spam_teaches_and_knows_the_sender(stranger, drain, people):
    services.set_policy("spam", "off", people.adam.actor)
    message = stranger("We would like to meet you at the porcelain exhibition.")
    drain()
    tickets.change(fresh(message), by=people.ana.actor, is_spam=True)
    drain()
    services.set_policy("spam", "auto", people.adam.actor)
    again = stranger("The exhibition was prolonged.")
    drain()

    assert Correction.objects.get(field="spam").value is True
    assert fresh(again).is_spam
    assert Result.objects.get(field="spam").reason == "A colleague called earlier mail of this sender spam."


def test_nobody_we_know_is_put_away_by_a_machine(stranger, write_in, drain, people):
    known = write_in("Where is my invoice?")
    tickets.reply(known.ticket, "Here it is.", author=people.ana, by=people.ana.actor)
    later = write_in(CERTAIN, subject="Hello")
    answered = write_in(CERTAIN, known.ticket)
    portal = stranger(CERTAIN, channel="portal")
    drain()

    assert not any(fresh(one).is_spam or fresh(one).is_suspect for one in (later, answered, portal))


def test_a_status_is_a_word_about_spam_too(stranger, drain, people):
    message = stranger("Where is my order?")
    drain()
    tickets.change(fresh(message), by=people.ana.actor, status=desk.default_status("spam"))
    drain()

    assert "is_spam" in fresh(message).chosen
    assert [(row.said, row.is_right) for row in Verdict.objects.filter(field="spam")] == [("no", False)]


def test_three_undone_verdicts_and_the_field_only_suggests(stranger, drain, people):
    for number in range(3):
        message = stranger(CERTAIN, email=f"s{number}@stranger.example")
        drain()
        tickets.change(fresh(message), by=people.ana.actor, is_spam=False)
        drain()

    assert ai.policy("spam").mode == "suggest"


def test_a_model_alone_puts_nothing_away(stranger, model, drain, people):
    model.default = fake.answers(spam="yes", confidence={"spam": 1.0})
    message = stranger("Where is my order 4711? It has not arrived.")
    drain()

    assert Result.objects.get(field="spam").disputed_by == "no"
    assert (fresh(message).is_spam, fresh(message).is_suspect, fresh(message).needs_review) == (
        False,
        False,
        True,
    )
    both = stranger(CERTAIN, email="other@stranger.example")
    drain()
    assert fresh(both).is_spam, "both engines read it so"


FAILED = "dmarc=fail; speaks as a customer"
UNSIGNED = "dmarc=none, not proved to be from there (spf=fail, dkim=fail); speaks as a customer"
PASSED = "dmarc=pass; speaks as a customer"


@pytest.fixture
def mailed(stranger, drain):
    """mailed("words", says): a stranger's mail of which our edge says so, read by triage."""

    def write(text, says, **more):
        message = stranger(text, **more)
        InboundMail.objects.create(
            recipient="s@x.example", raw=b"", size=1, dedupe_key=str(message.pk), state="done",
            trace=[{"step": "alignment", "says": says}], message=message,
        )  # fmt: skip
        drain()
        return message

    return write


MEETING, LATER = "We would like to meet you at the porcelain exhibition.", "The exhibition was prolonged."


@pytest.mark.parametrize(("says", "is_known"), [(FAILED, False), (UNSIGNED, False), (PASSED, True)])
def test_what_is_called_spam_in_a_forged_name_says_nothing_of_its_owner(
    mailed, drain, people, says, is_known
):
    services.set_policy("spam", "off", people.adam.actor)
    tickets.change(fresh(mailed(MEETING, says)), by=people.ana.actor, is_spam=True)
    drain()
    services.set_policy("spam", "auto", people.adam.actor)
    assert fresh(mailed(LATER, PASSED)).is_spam is is_known


@pytest.mark.parametrize(("says", "is_trusted"), [(FAILED, False), (UNSIGNED, False), (PASSED, True)])
@pytest.mark.parametrize("how", ["not spam", "answered"])
def test_a_forged_mail_makes_nobody_known(mailed, drain, people, says, is_trusted, how):
    first = mailed(CERTAIN if how == "not spam" else MEETING, says)
    if how == "not spam":
        tickets.change(fresh(first), by=people.ana.actor, is_spam=False)
    else:
        tickets.reply(fresh(first), "Gladly.", author=people.ana, by=people.ana.actor)
    drain()
    again = mailed(CERTAIN, PASSED)
    assert fresh(again).is_spam is not is_trusted


@pytest.mark.parametrize("says", [FAILED, UNSIGNED])
def test_whose_name_is_forged_neither_helps_nor_hurts_the_mail(mailed, drain, people, says):
    """Of somebody we have answered spam is put away all the same; of a marked one what is no spam stays."""
    known = mailed(MEETING, PASSED, email="known@partner.example")
    tickets.reply(fresh(known), "Gladly.", author=people.ana, by=people.ana.actor)
    assert fresh(mailed(CERTAIN, says, email="known@partner.example")).is_spam
    assert not fresh(mailed(CERTAIN, PASSED, email="known@partner.example")).is_spam

    services.set_policy("spam", "off", people.adam.actor)
    tickets.change(fresh(mailed(MEETING, PASSED)), by=people.ana.actor, is_spam=True)
    drain()
    services.set_policy("spam", "auto", people.adam.actor)
    assert not fresh(mailed("Where is my invoice of March?", says)).is_spam
    assert fresh(mailed("Where is my invoice of March?", PASSED)).is_spam
