"""/api/v1/ticket-numbering/: how numbers of tickets are written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk.rules import ARRANGE
from core.doors.shapes import Shape
from core.doors.views import DeskView, Given, takes
from core.tickets import selectors, services
from core.tickets.models_numbers import Numbering
from core.tickets.services.numbers import LONGEST_PREFIX, MOST_PADDING


class TicketNumberingOut(Shape):
    """example: the number 42 so written. former: prefixes of before, which still lead to their tickets."""

    prefix: str
    padding: int
    example: str
    former: list[str]

    @staticmethod
    def dump(row: Numbering) -> dict[str, Any]:
        return {
            "prefix": row.prefix,
            "padding": row.padding,
            "example": row.label(42),
            "former": list(row.former),
        }


class TicketNumberingIn(serializers.Serializer):
    prefix = serializers.CharField(
        max_length=LONGEST_PREFIX,
        help_text="Begins with a letter and does not end with a digit: T-, ACME-, HD/.",
    )
    padding = serializers.IntegerField(
        min_value=1, max_value=MOST_PADDING, help_text="Digits that a number has at least: 4 writes 0042."
    )


class TicketNumberingView(DeskView):
    """Numbers themselves never change: every form that was given out goes on leading to its ticket."""

    needs = {"get": ARRANGE, "put": ARRANGE}
    shows = TicketNumberingOut

    def get(self, request: Request) -> Response:
        return self.show(selectors.numbering())

    @takes(TicketNumberingIn)
    def put(self, request: Request, data: Given) -> Response:
        return self.show(services.set_numbering(data.prefix, data.padding, by=self.me))
