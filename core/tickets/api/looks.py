"""/api/v1/views/looks/KEY/ – how a list looks to oneself: layout, columns, order. Kept with the person."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.desk import looks
from core.desk import selectors as desk
from core.desk import services as arranging
from core.doors.shapes import Shape
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskView
from core.tickets import services
from core.tickets.rules import VIEW
from core.tickets.selectors.inbox import ORDERS
from tenants.kernel.errors import NotFound


class LookColumn(serializers.Serializer):
    name = serializers.CharField(max_length=60, help_text='One of the product\'s, or "fields.KEY".')
    width = serializers.ChoiceField(looks.WIDTHS, default="normal")


class LookIn(serializers.Serializer):
    """null: as usual."""

    layout = serializers.ChoiceField(looks.LAYOUTS, required=False, allow_null=True)
    group = serializers.ChoiceField(looks.GROUPS, required=False, allow_null=True)
    lanes = serializers.ChoiceField(looks.LANES, required=False, allow_null=True, allow_blank=True)
    columns = serializers.ListField(
        child=LookColumn(), max_length=looks.MOST_COLUMNS, required=False, allow_null=True
    )
    density = serializers.ChoiceField(looks.DENSITIES, required=False, allow_null=True)
    order = serializers.ChoiceField(list(ORDERS), required=False, allow_null=True)
    dates = serializers.ChoiceField(looks.DATES, required=False, allow_null=True)
    span = serializers.ChoiceField(looks.SPANS, required=False, allow_null=True)


class LookColumnOut(Shape):
    name: str
    width: str

    @staticmethod
    def dump(row: tuple[str, str]) -> dict[str, Any]:
        return {"name": row[0], "width": row[1]}


class LookOut(Shape):
    """layout "": nobody has said; order "": as the list has it."""

    layout: str
    group: str
    lanes: str
    columns: list[LookColumnOut]
    density: str
    order: str
    dates: str
    span: str

    @staticmethod
    def dump(row: looks.Look) -> dict[str, Any]:
        plain = {name: getattr(row, name) for name in sorted(looks.NAMES - {"columns"})}
        return plain | {"columns": [LookColumnOut.dump(one) for one in row.columns]}


class ViewOrderIn(serializers.Serializer):
    keys = serializers.ListField(child=serializers.SlugField(max_length=40), max_length=200)


class LookView(DeskView):
    """How one list looks to oneself. key: of a view, "inbox", or "queue:ID"."""

    needs = {"get": VIEW, "patch": VIEW}
    shows = LookOut

    def get(self, request: Request, key: str) -> Response:
        return self.show(looks.look(accounts.myself(self.me).workspace, self._known(key)))

    @takes(LookIn)
    def patch(self, request: Request, key: str, data: Given) -> Response:
        values = dict(data.sent)
        if values.get("columns"):
            values["columns"] = [[one["name"], one.get("width", "normal")] for one in values["columns"]]
        return self.show(services.keep_look(self._known(key), by=self.me, **values))

    def _known(self, key: str) -> str:
        """A list that there is for whoever asks. NotFound."""
        name, _colon, pk = key.partition(":")
        number = int(pk) if name == "queue" and pk.isdecimal() and len(pk) < 12 else None
        is_queue = number is not None and desk.queue_by_id(number) is not None
        if key != "inbox" and not is_queue and desk.saved_view(self.me, key) is None:
            raise NotFound
        return key


class ViewOrderView(DeskView):
    """In which order views stand in one's own sidebar. No keys: as everybody has them."""

    needs = {"put": VIEW}

    @takes(ViewOrderIn)
    @gives(None, 204)
    def put(self, request: Request, data: Given) -> Response:
        arranging.order_views(data.sent["keys"], by=self.me)
        return self.done()
