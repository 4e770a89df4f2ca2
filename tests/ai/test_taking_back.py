"""A correction in the panel is taken back: everything stands as it stood before."""

from __future__ import annotations

from typing import Any

import pytest

from ai import options, services
from ai.models import Correction, Result, Verdict
from core.desk.models import Category, Queue
from core.tickets.models import Ticket

OF_TICKETS = ("category_id", "queue_id", "chosen", "needs_review", "priority", "sentiment", "is_escalated")


@pytest.fixture
def ticket(write_in, drain) -> Ticket:
    message = write_in()
    drain()
    return Ticket.objects.get(pk=message.ticket_id)


def standing(ticket: Ticket) -> list[Any]:
    """All that a correction may touch of it."""
    return [
        Ticket.objects.filter(pk=ticket.pk).values(*OF_TICKETS).get(),
        sorted(ticket.tags.values_list("name", flat=True)),
        list(Correction.objects.filter(ticket=ticket).order_by("pk").values()),
        list(Result.objects.filter(ticket=ticket).order_by("pk").values("pk", "applied_at", "is_latest")),
        list(
            Verdict.objects.filter(ticket=ticket)
            .order_by("said", "field")
            .values("field", "said", "final", "how")
        ),
        len(options.labelled()),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "billing.refund"),
        ("category", "other"),
        ("priority", "urgent"),
        ("sentiment", "positive"),
        ("tags", ["vip"]),
        ("escalation", True),
    ],
)
def test_all_of_it_stands_as_before(ticket, people, field, value):
    Category.objects.filter(key=value if field == "category" else "").update(
        queue=Queue.objects.create(name="Refunds")
    )
    Ticket.objects.filter(pk=ticket.pk).update(needs_review=True)
    before = standing(ticket)

    told = services.correct_for_now(ticket, field, value, people.ana.actor, source="panel")
    assert standing(ticket) != before
    services.take_back(told, people.ana.actor)
    assert standing(ticket) == before
    services.take_back(told, people.ana.actor)
    assert standing(ticket) == before, "twice is once"


def test_the_correction_before_is_the_word_again(ticket, people):
    services.correct(ticket, "category", "other", people.adam.actor)
    before = standing(ticket)
    told = services.correct_for_now(ticket, "category", "billing.refund", people.ana.actor, source="panel")
    services.take_back(told, people.ana.actor)
    assert standing(ticket) == before


def test_a_later_word_stays_and_nothing_moves(ticket, people):
    told = services.correct_for_now(ticket, "category", "billing.refund", people.ana.actor, source="panel")
    services.correct(ticket, "category", "other", people.adam.actor)
    before = standing(ticket)
    with pytest.raises(services.DecidedSince):
        services.take_back(told, people.ana.actor)
    assert standing(ticket) == before


def test_a_queue_somebody_chose_since_stays(ticket, people):
    Category.objects.filter(key="billing.refund").update(queue=Queue.objects.create(name="Refunds"))
    told = services.correct_for_now(ticket, "category", "billing.refund", people.ana.actor, source="panel")
    other = Queue.objects.create(name="Elsewhere")
    Ticket.objects.filter(pk=ticket.pk).update(queue=other)
    services.take_back(told, people.ana.actor)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.queue) == (None, other)


def test_fields_that_go_back_by_other_doors_are_only_corrected(ticket, people):
    assert services.correct_for_now(ticket, "thanks", True, people.ana.actor, source="panel") is None
    assert Correction.objects.get().value is True
