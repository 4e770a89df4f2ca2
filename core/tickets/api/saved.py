"""/api/v1/views/ – saved views: named lists of tickets, one's own and shared. Short, so they come whole."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.looks import LAYOUTS
from core.desk.models import SavedView
from core.doors.shapes import Shape
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskViewSet
from core.tickets import conditions, services
from core.tickets.rules import VIEW
from core.tickets.selectors.inbox import ORDERS
from tenants.kernel.errors import NotFound


class ViewIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    filters = serializers.DictField(
        required=False,
        help_text='As GET tickets/ takes them, {"priority": "high"}; under "where" conditions of any depth.',
    )
    order = serializers.ChoiceField(list(ORDERS), required=False)
    layout = serializers.ChoiceField(
        LAYOUTS, required=False, help_text="How it opens, unless a person chose."
    )
    shared = serializers.BooleanField(required=False, help_text="With everybody. Needs desk.manage.")
    team = serializers.IntegerField(allow_null=True, required=False, help_text="Shared with its members.")
    role = serializers.SlugField(allow_null=True, required=False, help_text="Shared with all of it; a key.")


class ViewOut(Shape):
    """mine: nobody else sees it. team, role: with whom it is shared; neither: with everybody."""

    key: str
    name: str
    filters: dict
    order: str
    layout: str
    mine: bool
    team: int | None
    role: int | None

    @staticmethod
    def dump(row: SavedView) -> dict[str, Any]:
        names = ("key", "name", "filters", "order", "layout")
        shared = {"mine": row.owner_id is not None, "team": row.team_id, "role": row.role_id}
        return {name: getattr(row, name) for name in names} | shared


class AskableOut(Shape):
    """What a condition may ask. kind tells the values; operators are the ways to ask."""

    key: str
    label: str
    kind: str
    operators: list[str]

    @staticmethod
    def dump(row: conditions.Field) -> dict[str, Any]:
        operators = list(conditions.operators(row))
        return {"key": row.key, "label": str(row.label), "kind": row.kind, "operators": operators}


class SavedViewSet(DeskViewSet):
    """Lists that people keep. Only their owner sees those that are not shared."""

    pagination_class = None  # type: ignore[assignment]
    lookup_field = "key"
    lookup_value_converter = "slug"
    shows = ViewOut
    needs = {"list": VIEW, "create": VIEW, "partial_update": VIEW, "destroy": VIEW, "fields": VIEW}

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(desk.saved_views(self.me))

    @takes(ViewIn)
    def create(self, request: Request, data: Given) -> Response:
        whose = self._whose(data) or {"owner_id": self.me.id}
        values = {"filters": {}, **self._values(data), **whose}
        return self.show(services.keep_view(None, by=self.me, **values), 201)

    @takes(ViewIn)
    def partial_update(self, request: Request, key: str, data: Given) -> Response:
        values = self._values(data) | self._whose(data)
        return self.show(services.keep_view(self._row(key), by=self.me, **values))

    def destroy(self, request: Request, key: str) -> Response:
        arranging.delete_view(self._row(key), by=self.me)
        return self.done()

    @gives(AskableOut, many=True)
    @action(detail=False, methods=["get"])
    def fields(self, request: Request, **kwargs: Any) -> Response:
        """What conditions may ask about a ticket, and how."""
        return self.show_all(conditions.all_fields(), AskableOut)

    def _row(self, key: str) -> SavedView:
        rows = desk.saved_views(self.me) | desk.views_to_change(self.me)
        if (row := rows.filter(key=key).first()) is None:
            raise NotFound
        return row

    def _values(self, data: Given) -> dict[str, Any]:
        return {name: data.sent[name] for name in ("name", "filters", "order", "layout") if name in data.sent}

    def _whose(self, data: Given) -> dict[str, Any]:
        """Of whom it is afterwards; {} where nothing is said."""
        if not data.sent.keys() & {"shared", "team", "role"}:
            return {}
        if data.team is not None and not desk.teams().filter(pk=data.team).exists():
            raise NotFound
        role = accounts.role(data.role).pk if data.role else None
        is_shared = data.shared or data.team is not None or role is not None
        return {"owner_id": None if is_shared else self.me.id, "team_id": data.team, "role_id": role}
