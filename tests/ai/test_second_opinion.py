"""Two engines read a message: where they differ, a person is asked to look."""

import pytest

from ai import services
from ai.models import Result
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from tests.support.callers import one_of_each
from tests.support.fakes import openai as fake

ANSWER = {
    "category": "howto.setup", "sentiment": "neutral", "priority": "medium", "urgency": 40, "tags": [],
    "escalate": False, "escalate_reason": "none", "language": "en",
    "confidence": {"sentiment": 0.9, "category": 0.95, "priority": 0.9}, "evidence": "", "reason": "Setup.",
}  # fmt: skip


@pytest.fixture
def taught(write_in, drain, people):
    """The local engine is sure about double charges, because people told it."""
    message = write_in()
    drain()
    services.correct(message.ticket, "category", "billing.refund", people.ana.actor)


def heard(write_in, drain) -> Ticket:
    message = write_in()
    drain()
    return Ticket.objects.get(pk=message.ticket_id)


def test_a_difference_waits_for_a_person_and_a_decision_ends_it(taught, write_in, drain, model, people):
    model.default = fake.answers(**ANSWER)
    ticket = heard(write_in, drain)
    result = Result.objects.get(ticket=ticket, field="category")
    assert (result.value, result.disputed_by, ticket.needs_review) == ("howto.setup", "billing.refund", True)
    waiting = tickets.inbox(people.ana.actor, tickets.Filters.read({"needs_review": "1"}))
    assert [row.pk for row in waiting] == [ticket.pk]

    services.correct(ticket, "sentiment", "neutral", people.ana.actor)
    ticket.refresh_from_db()
    assert ticket.needs_review, "it was not about the mood"
    services.correct(ticket, "category", "howto.setup", people.ana.actor)
    ticket.refresh_from_db()
    assert not ticket.needs_review


@pytest.mark.parametrize("mode", ["off", "shadow"])
def test_a_field_that_proposes_nothing_asks_nobody_to_look(mode, taught, write_in, drain, model, people):
    services.set_policy("category", mode, people.adam.actor)
    model.default = fake.answers(**ANSWER)
    assert not heard(write_in, drain).needs_review


def test_engines_that_agree_or_are_unsure_bother_nobody(write_in, drain, model):
    model.default = fake.answers(**ANSWER | {"category": "billing.refund"})
    assert not heard(write_in, drain).needs_review


def test_a_later_message_that_both_read_alike_settles_it(taught, write_in, drain, model):
    model.script(fake.answers(**ANSWER))
    model.default = fake.answers(**ANSWER | {"category": "billing.refund", "priority": "high"})
    ticket = heard(write_in, drain)
    assert ticket.needs_review
    write_in(ticket=ticket)
    drain()
    ticket.refresh_from_db()
    assert not ticket.needs_review


def test_what_a_person_chose_needs_no_review(taught, write_in, drain, model, people):
    message = write_in()
    services.correct(message.ticket, "category", "other", people.ana.actor)
    model.default = fake.answers(**ANSWER)
    drain()
    assert not Ticket.objects.get(pk=message.ticket_id).needs_review


def test_without_a_model_there_is_no_second_opinion(taught, write_in, drain):
    ticket = heard(write_in, drain)
    assert not ticket.needs_review
    assert Result.objects.get(ticket=ticket, field="category").disputed_by is None


def test_programs_filter_by_it(taught, write_in, drain, model, acme, people):
    model.default = fake.answers(**ANSWER)
    ticket = heard(write_in, drain)
    found = one_of_each(acme, people).ana.read("/tickets/?needs_review=true").json()["results"]
    assert [(row["number"], row["needs_review"]) for row in found] == [(ticket.number, True)]
