"""A correction in the panel is taken back: everything stands as it stood before."""

from __future__ import annotations

from typing import Any

import pytest

from ai import options, services
from ai.models import Correction, Result, Verdict
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.models import Category, Queue
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel import clock
from tenants.kernel.actor import AI
from tests.support.reach import bound

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


@pytest.fixture
def refunds(people, ticket) -> Queue:
    """The queue of refunds, where Ana, who holds the ticket, may not work."""
    queue = Queue.objects.create(name="Refunds")
    arranging.save_category(desk.category("billing.refund"), by=people.adam.actor, queue=queue)
    tickets.assign(ticket, people.ana, by=people.ana.actor)
    bound(people.ana, **{f"q{queue.pk}": "create"})
    return queue


def stands(ticket: Ticket) -> tuple[Any, Any]:
    row = Ticket.objects.get(pk=ticket.pk)
    return row.queue, row.assignee


def test_who_lost_it_on_the_way_holds_it_again(ticket, people, refunds):
    was = stands(ticket)
    told = services.correct_for_now(ticket, "category", "billing.refund", people.adam.actor, source="panel")
    assert stands(ticket) == (refunds, None)
    assert services.take_back(told, people.adam.actor) == []
    assert stands(ticket) == was == (ticket.queue, people.ana)
    assert "queue" not in Ticket.objects.get(pk=ticket.pk).chosen


@pytest.mark.parametrize(
    ("what", "stay"), [("taken", ["queue", "assignee"]), ("moved", ["queue", "assignee"])]
)
def test_what_somebody_did_since_stays_and_is_said(ticket, people, refunds, what, stay):
    told = services.correct_for_now(ticket, "category", "billing.refund", people.adam.actor, source="panel")
    if what == "taken":
        tickets.assign(ticket, people.ben, by=people.ben.actor)
    else:
        tickets.change(ticket, by=people.ben.actor, queue=Queue.objects.create(name="Elsewhere"))
    there = stands(ticket)
    assert services.take_back(told, people.adam.actor) == stay
    assert (stands(ticket), Ticket.objects.get(pk=ticket.pk).category) == (there, None)


def test_a_category_of_before_does_not_bring_its_own_queue_where_somebody_took_the_ticket(
    ticket, people, refunds
):
    first = Queue.objects.create(name="First")
    arranging.save_category(desk.category("billing.invoice"), by=people.adam.actor, queue=first)
    services.correct_for_now(ticket, "category", "billing.invoice", people.adam.actor, source="panel")
    told = services.correct_for_now(ticket, "category", "billing.refund", people.adam.actor, source="panel")
    tickets.assign(ticket, people.ben, by=people.ben.actor)

    assert services.take_back(told, people.adam.actor) == ["queue", "assignee"]
    assert stands(ticket) == (refunds, people.ben)
    assert Ticket.objects.get(pk=ticket.pk).category.key == "billing.invoice"


def test_who_has_left_since_does_not_get_it_back(ticket, people, refunds):
    told = services.correct_for_now(ticket, "category", "billing.refund", people.adam.actor, source="panel")
    people.ana.is_active = False
    people.ana.save(update_fields=["is_active"])
    assert services.take_back(told, people.adam.actor) == ["assignee"]
    assert stands(ticket) == (ticket.queue, None)


@pytest.fixture
def applied(ticket, people, refunds) -> Result:
    """What triage has done by itself: a refund, in its queue, of nobody any more."""
    row = Result.objects.get(ticket=ticket, field="category", is_latest=True)
    tickets.change(ticket, by=AI, category=desk.category("billing.refund"))
    row.value, row.mode, row.applied_at = "billing.refund", "auto", clock.now()
    row.save()
    assert stands(ticket) == (refunds, None)
    return row


def test_what_triage_applied_by_itself_goes_back_with_queue_and_assignee(ticket, applied, people):
    assert services.reject_value(applied, people.adam.actor) == []
    row = Ticket.objects.get(pk=ticket.pk)
    assert (row.category, row.queue, row.assignee) == (None, ticket.queue, people.ana)
    assert ("category" in row.chosen, "queue" in row.chosen) == (True, False)
    assert Verdict.objects.get(result=applied).how == "undone"
    assert services.reject_value(applied, people.adam.actor) == [], "twice is once"


def test_who_took_it_since_keeps_it_where_it_is(ticket, applied, people, refunds):
    tickets.assign(ticket, people.ben, by=people.ben.actor)
    assert services.reject_value(applied, people.adam.actor) == ["queue", "assignee"]
    assert (stands(ticket), Ticket.objects.get(pk=ticket.pk).category) == ((refunds, people.ben), None)


def test_the_panel_says_what_was_applied_by_itself_and_takes_it_back(ticket, applied, people, acme, browser):
    adam, there = browser(acme, people.adam), f"/desk/tickets/{ticket.number}/"
    page = adam.get(there).text
    assert ("Applied by itself." in page, page.count('"rejected": "1"')) == (True, 1)
    tickets.assign(ticket, people.ben, by=people.ben.actor)
    answer = adam.post(f"{there}correct/", {"triage-category": "-", "rejected": "1"}, HTTP_HX_REQUEST="true")
    said = answer.headers["HX-Trigger"]
    assert "left alone: Queue, Assignee" in said
    assert "Applied by itself." not in answer.text
    none = adam.post(f"{there}correct/", {"triage-mood": "-", "rejected": "1"}, HTTP_HX_REQUEST="true")
    assert none.status_code == 404


def test_two_who_turn_tags_at_once_lose_none(ticket, people):
    pages = [Ticket.objects.get(pk=ticket.pk) for _ in range(2)]
    for page, name in zip(pages, ("vip", "bug"), strict=True):
        services.correct_for_now(page, "tags", services.Toggled(name), people.ana.actor, source="panel")
    assert sorted(ticket.tags.values_list("name", flat=True)) == ["bug", "vip"]
