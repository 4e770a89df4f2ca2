"""A checklist by macro or rule: one item a line, what is there stays, and nothing past the limit."""

from __future__ import annotations

import pytest

from core.automation import actions
from core.tickets import services
from core.tickets.models import ChecklistItem
from core.tickets.services.checklist import TooManyItems
from tenants.kernel.actor import Actor

pytestmark = pytest.mark.django_db
LIST = "- [ ] Ask for the invoice\n2. Check the payment\n\n* ask for the invoice"


def read(value, people):
    return actions.read([{"do": "checklist", "value": value}], by=people.ana.actor)


def texts(ticket):
    return list(
        ChecklistItem.objects.filter(ticket=ticket).order_by("position").values_list("text", flat=True)
    )


def test_lines_are_items_each_once_and_twice_is_once(people, ticket):
    steps = read(LIST, people)
    for _ in range(2):
        actions.perform(ticket, steps, by=people.ana.actor)
    assert texts(ticket) == ["Ask for the invoice", "Check the payment"]


def test_what_is_there_stays_with_its_ticks(people, ticket):
    done = services.add_item(ticket, "Check the payment", by=people.ana.actor)
    services.tick(done, True, by=people.ana.actor)

    actions.perform(ticket, read(LIST, people), by=Actor("rule", 7, "Refunds"))

    assert texts(ticket) == ["Check the payment", "Ask for the invoice"]
    assert ChecklistItem.objects.get(text="Check the payment").done_at is not None


@pytest.mark.parametrize("value", ["", " \n - \n", 7, None, "\n".join(map(str, range(60, 120)))])
def test_what_is_no_list_is_refused(people, value):
    with pytest.raises(actions.BadAction):
        read(value, people)


def test_past_the_limit_nothing_is_done(people, ticket):
    for number in range(49):
        services.add_item(ticket, f"Item {number}", by=people.ana.actor)
    with pytest.raises(TooManyItems):
        actions.perform(ticket, read(LIST, people), by=people.ana.actor)
    assert len(texts(ticket)) == 49
