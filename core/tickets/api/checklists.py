"""/api/v1/tickets/N/checklist/: what has to be done in a ticket."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.shapes import Shape, moment
from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors, services
from core.tickets.rules import CHANGE, MOST_ITEMS, VIEW
from core.tickets.selectors import Item
from core.tickets.services.checklist import LONGEST_ITEM

MOST_NAMED = 20 * MOST_ITEMS  # a merge carries items along, past what one list may begin with


class ItemIn(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST_ITEM, required=False, allow_blank=True, default="")
    ticket = serializers.IntegerField(
        min_value=1,
        max_value=999_999_999,
        required=False,
        help_text="Number of a ticket that is the item: it ticks itself when that one is finished.",
    )


class ItemChange(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST_ITEM, required=False, allow_blank=True)
    is_done = serializers.BooleanField(required=False)


class ItemsOrder(serializers.Serializer):
    order = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=MOST_NAMED, help_text="Ids of items."
    )


class ItemOut(Shape):
    """ticket: number of the ticket that is the item; null for a line of text."""

    id: int
    text: str
    ticket: int | None
    is_done: bool
    done_at: str | None
    done_by: str

    @staticmethod
    def dump(row: Item) -> dict[str, Any]:
        return {
            "id": row.id,
            "text": row.text or row.subject or "",
            "ticket": row.number,
            "is_done": row.done_at is not None,
            "done_at": moment(row.done_at),
            "done_by": row.done_by,
        }


class ChecklistView(DeskView):
    """The items in their order. POST adds one at the end."""

    needs = {"get": VIEW, "post": CHANGE}
    shows = ItemOut

    @gives(ItemOut, many=True)
    def get(self, request: Request, number: int) -> Response:
        return self.show_all(selectors.checklist_of(self.me, number))

    @takes(ItemIn)
    @gives(ItemOut, 201)
    def post(self, request: Request, data: Given, number: int) -> Response:
        ticket = selectors.ticket_for(self.me, number, CHANGE)
        about = selectors.ticket_for(self.me, data.ticket, CHANGE) if data.ticket else None
        item = services.add_item(ticket, data.text, by=self.me, about=about)
        return self.show(_one(self.me, number, item.pk), 201)


class ChecklistOrderView(DeskView):
    """Put the items in another order: those named first, the others behind them."""

    needs = {"post": CHANGE}
    shows = ItemOut

    @takes(ItemsOrder)
    @gives(ItemOut, many=True)
    def post(self, request: Request, data: Given, number: int) -> Response:
        services.order_items(selectors.ticket_for(self.me, number, CHANGE), data.order, by=self.me)
        return self.show_all(selectors.checklist_of(self.me, number))


class ChecklistItemView(DeskView):
    """Tick, reword or remove an item."""

    needs = {"patch": CHANGE, "delete": CHANGE}
    shows = ItemOut

    @takes(ItemChange)
    def patch(self, request: Request, data: Given, number: int, pk: int) -> Response:
        item = selectors.item_for(self.me, number, pk)
        if data.text is not None:
            item = services.reword_item(item, data.text, by=self.me)
        if data.is_done is not None:
            services.tick(item, data.is_done, by=self.me)
        return self.show(_one(self.me, number, pk))

    def delete(self, request: Request, number: int, pk: int) -> Response:
        services.remove_item(selectors.item_for(self.me, number, pk), by=self.me)
        return self.done()


def _one(me: Any, number: int, pk: int) -> Item:
    """Raises NoSuchItem: a colleague has removed it in this moment."""
    found = next((one for one in selectors.checklist_of(me, number) if one.id == pk), None)
    if found is None:
        raise selectors.NoSuchItem
    return found
