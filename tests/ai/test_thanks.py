"""Thanks alone: a solved ticket stays solved, with its times, and one click opens it again."""

from __future__ import annotations

import pytest

from ai import services
from ai.models import Correction, Result, Run, Suggestion, Verdict
from core.desk import selectors as desk
from core.desk.models import Status
from core.tickets import selectors
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tests.support.fakes import openai as fake

STOOD = ("status_id", "is_finished", "resolved_at", "closed_at", "reopen_count", "awaits_reply", "due_at")


@pytest.fixture
def answered(write_in, people, drain):
    """answered("resolved"): Ana has answered Carla; the ticket is solved, or waits for her."""

    def answer(then="resolved"):
        message = write_in()
        tickets.reply(message.ticket, "It is on its way.", author=people.ana, by=people.ana.actor, then=then)
        drain()
        return Ticket.objects.get(pk=message.ticket_id)

    return answer


@pytest.mark.parametrize("then", ["resolved", "waiting"])
def test_it_stands_as_it_stood(answered, write_in, drain, then, people):
    before = answered(then)
    write_in("Thank you, that helped!", before)
    drain()
    after = Ticket.objects.get(pk=before.pk)

    assert {name: getattr(after, name) for name in STOOD} == {name: getattr(before, name) for name in STOOD}
    assert (after.is_thanks, after.chosen, after.message_count) == (True, {}, 3)
    result = Result.objects.get(field="thanks", is_latest=True)
    assert (result.value, result.mode, result.evidence) == (True, "auto", "Thank you, that helped!")
    found = selectors.inbox(people.ana.actor, selectors.Filters.read({"state": "all", "thanks": "1"}))
    assert [row.pk for row in found] == [after.pk]


def test_thanks_that_somebody_has_spoken_after_marks_nothing(answered, write_in, drain):
    """Two mails before a worker looks: the older one's reading says nothing about the last words."""
    before = answered()
    thanks = write_in("Thank you, that helped!", before)
    run = services.queue_triage(thanks.pk, before.pk)
    more = write_in("It is broken again, the parcel is empty!", before)
    services.read_and_store(run.pk)
    after = Ticket.objects.get(pk=before.pk)
    assert (Run.objects.get(pk=run.pk).state, more.pk > thanks.pk) == ("done", True)
    assert (after.is_thanks, after.awaits_reply, after.is_finished) == (False, True, False)
    drain()
    assert Ticket.objects.get(pk=before.pk).is_thanks is False


def test_a_status_that_somebody_chose_meanwhile_stays(answered, write_in, drain, people):
    before = answered()
    thanks = write_in("Thank you, that helped!", before)
    tickets.change(before, by=people.ana.actor, status=desk.default_status(Status.Category.WAITING))
    tickets.change(before, by=people.ana.actor, status=desk.default_status(Status.Category.OPEN))
    services.read_and_store(services.queue_triage(thanks.pk, before.pk).pk)
    after = Ticket.objects.get(pk=before.pk)
    assert (after.is_thanks, after.status.category, after.awaits_reply) == (True, "open", True)


def test_a_person_opens_it_again_and_is_learned_from(answered, write_in, drain, people):
    before = answered()
    write_in("Thank you, that helped!", before)
    drain()
    tickets.change(before, by=people.ana.actor, is_thanks=False)
    drain()
    after = Ticket.objects.get(pk=before.pk)

    assert (after.status.category, after.awaits_reply, after.reopen_count, after.is_thanks) == (
        "open",
        True,
        1,
        False,
    )
    assert Verdict.objects.get(field="thanks").how == "undone"
    assert Correction.objects.get(field="thanks").value is False


@pytest.mark.parametrize(
    "text",
    ["Thanks, but it still fails.", "Thank you. And when does the refund come?", "Danke, geht leider nicht."],
)
def test_more_than_thanks_opens_it(answered, write_in, drain, text):
    before = answered()
    write_in(text, before)
    drain()
    after = Ticket.objects.get(pk=before.pk)

    assert (after.status.category, after.reopen_count, after.is_thanks) == ("open", 1, False)


@pytest.mark.parametrize("mode", ["off", "shadow", "suggest"])
def test_where_it_may_not_it_opens_like_any_other(answered, write_in, drain, people, mode):
    services.set_policy("thanks", mode, people.adam.actor)
    before = answered()
    write_in("Thank you, that helped!", before)
    drain()

    assert Ticket.objects.get(pk=before.pk).status.category == "open"


def test_what_somebody_did_meanwhile_stays(answered, write_in, drain, people):
    before = answered()
    write_in("Thank you, that helped!", before)
    tickets.reply(before, "You are welcome.", author=people.ana, by=people.ana.actor, then="waiting")
    drain()

    assert Ticket.objects.get(pk=before.pk).status.category == "waiting"


def test_the_next_words_are_judged_anew(answered, write_in, drain, people):
    before = answered()
    write_in("Thank you, that helped!", before)
    drain()
    tickets.change(before, by=people.ana.actor, is_thanks=False)
    tickets.reply(before, "Anything else?", author=people.ana, by=people.ana.actor, then="resolved")
    drain()
    write_in("Thank you very much!", before)
    drain()

    after = Ticket.objects.get(pk=before.pk)
    assert (after.is_thanks, after.is_finished) == (True, True)


def test_a_models_word_alone_keeps_nothing_closed(answered, write_in, drain, model):
    before = answered()
    model.default = fake.answers(thanks_only="yes", confidence={"thanks_only": 1.0})
    write_in("Thanks, but it still fails.", before)
    drain()
    after = Ticket.objects.get(pk=before.pk)

    assert (after.status.category, after.is_thanks, after.needs_review) == ("open", False, True)
    assert Suggestion.objects.filter(ticket=after).exists()
