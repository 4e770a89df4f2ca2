"""Two decide at the same moment: one word ends it, once, and nobody's word is lost."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.tickets import services
from core.tickets.models import Approval, Ticket
from core.tickets.services.words import Words
from tenants import context
from tests.races.conftest import together


def asked(world, need):
    with context.tenant("acme"):
        people = world.people
        ticket, _ = services.open_ticket(
            people.carla, "Refund", Words("x"), channel="api", by=people.carla.actor
        )
        keys = [f"user:{one.pk}" for one in (people.lena, people.ben)]
        return services.ask_approval(ticket, "May we?", [{"need": need, "asked": keys}], by=people.ana.actor)


@pytest.mark.parametrize("_", range(2))
def test_both_say_yes_and_it_is_approved_once(world, _):
    row, people = asked(world, "all"), world.people
    answers = together(
        lambda: services.decide(row, True, by=people.lena.actor),
        lambda: services.decide(row, True, by=people.ben.actor),
        lambda: services.decide(row, True, by=people.ben.actor),
    )
    assert all(isinstance(one, Approval) for one in answers), answers
    with context.tenant("acme"):
        found = Approval.objects.get(pk=row.pk)
        assert (found.state, [part["state"] for part in found.steps[0]["asked"]]) == (
            "approved",
            ["approved", "approved"],
        )
        assert Record.objects.filter(action="ticket.approval_ended", object_id=row.ticket_id).count() == 1


@pytest.mark.parametrize("_", range(2))
def test_a_yes_and_a_no_of_anybody_and_canceling_meanwhile(world, _):
    row, people = asked(world, "any"), world.people
    answers = together(
        lambda: services.decide(row, True, by=people.lena.actor),
        lambda: services.decide(row, False, "No.", by=people.ben.actor),
        lambda: services.cancel_approval(row, by=people.ana.actor),
    )
    assert all(isinstance(one, Approval | services.ApprovalIsOver) for one in answers), answers
    with context.tenant("acme"):
        found = Approval.objects.get(pk=row.pk)
        assert found.state in ("approved", "canceled")
        assert Ticket.objects.get(pk=row.ticket_id).approval == found.state
        assert Record.objects.filter(action="ticket.approval_ended", object_id=row.ticket_id).count() == 1
