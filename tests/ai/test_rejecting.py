"""Rejecting what advice wrote by itself: only its own change goes back, once, and nobody learns from that."""

from dataclasses import replace

import pytest

from ai import selectors, services
from ai.models import Correction, Result, Suggestion, Verdict
from ai.services import deciding
from core.desk.models import Category, Queue, Tag
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants import remembered
from tenants.kernel.actor import AI, SYSTEM

REFUND = "billing.refund"


@pytest.fixture
def applied(write_in, drain, let_apply):
    """applied("other"): a ticket of that category, to which triage has given another one by itself."""
    let_apply("category", REFUND)

    def make(before: str | None = None) -> Result:
        ticket = write_in().ticket
        if before:
            tickets.change(ticket, by=SYSTEM, category=Category.objects.get(key=before))
        drain()
        return Result.objects.get(ticket=ticket, field="category", mode="auto")

    return make


@pytest.fixture
def lanes(acme) -> list[Queue]:
    """Where refunds go, and another queue."""
    refunds, others = (Queue.objects.create(name=name) for name in ("Refunds", "Others"))
    Category.objects.filter(key=REFUND).update(queue=refunds)
    return [refunds, others]


def test_the_value_before_teaches_nothing_and_a_second_reject_changes_nothing(applied, people, drain):
    row = applied("other")
    for _ in range(2):
        services.reject_value(row, people.ana.actor)
        drain()
        ticket = Ticket.objects.get(pk=row.ticket_id)
        assert ticket.category.key == "other"
        assert not Correction.objects.filter(ticket=ticket).exists()
        verdict = Verdict.objects.get(result=row)
        assert (verdict.is_right, verdict.how, verdict.final) == (False, "undone", "")
    services.reject_value(row, people.ana.actor)
    assert Ticket.objects.get(pk=row.ticket_id).version == ticket.version


def test_the_queue_goes_back_with_the_category_unless_somebody_moved_the_ticket(lanes, applied, people):
    refunds, others = lanes
    came_to = Ticket.objects.get(pk=applied().ticket_id)
    row = Result.objects.get(ticket=came_to, field="category")
    assert came_to.queue == refunds
    services.reject_value(row, people.ana.actor)
    back = Ticket.objects.get(pk=came_to.pk)
    assert (back.category, back.queue in lanes) == (None, False)

    moved = applied()
    tickets.change(moved.ticket, by=SYSTEM, queue=others)
    services.reject_value(moved, people.ana.actor)
    stays = Ticket.objects.get(pk=moved.ticket_id)
    assert (stays.category, stays.queue) == (None, others)


def test_what_rules_have_set_stays(applied, people):
    same = applied(REFUND)
    services.reject_value(same, people.ana.actor)
    assert Ticket.objects.get(pk=same.ticket_id).category.key == REFUND, "advice changed nothing"

    since = applied()
    tickets.change(since.ticket, by=SYSTEM, category=Category.objects.get(key="other"))
    services.reject_value(since, people.ana.actor)
    assert Ticket.objects.get(pk=since.ticket_id).category.key == "other"


@pytest.fixture
def tagged(write_in, drain) -> Result:
    """Tags of triage: "bug". The ticket had "vip" before it."""
    ticket = write_in().ticket
    tickets.change(ticket, by=SYSTEM, tags=Tag.objects.filter(name="vip"))
    drain()
    Result.objects.filter(ticket=ticket, field="tags").update(value=["bug"])
    return Result.objects.get(ticket=ticket, field="tags")


def names(ticket: Ticket) -> list[str]:
    return sorted(ticket.tags.values_list("name", flat=True))


def test_only_the_tags_of_advice_are_taken_off(tagged, people):
    ticket = tagged.ticket
    Tag.objects.create(name="late")
    remembered.forget()
    tickets.change(ticket, by=AI, tags=Tag.objects.filter(name__in=("vip", "bug")))
    tickets.change(ticket, by=SYSTEM, tags=Tag.objects.filter(name__in=("vip", "bug", "late")))
    Result.objects.filter(pk=tagged.pk).update(mode="auto", applied_at=ticket.created_at)
    deciding.reject_value(tagged, people.ana.actor)
    assert names(ticket) == ["late", "vip"]


def test_accepted_tags_are_added_to_those_people_chose(tagged, people):
    for _ in range(2):
        services.accept_value(tagged, people.ana.actor)
    assert names(tagged.ticket) == ["bug", "vip"]
    assert Correction.objects.count() == 1


def test_internal_articles_are_named_to_those_who_may_read_them(write_in, people):
    message = write_in()
    internal = {"id": "article:x", "kind": "internal", "title": "Refund limits"}
    row = Suggestion.objects.create(ticket=message.ticket, message=message, body="So.", sources=[internal])
    ana = people.ana.actor
    assert [one["title"] for one in selectors.grounds(row, ana)] == ["Refund limits"]
    assert selectors.grounds(row, replace(ana, permissions=ana.permissions - {"knowledge.view"})) == []
