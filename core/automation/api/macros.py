"""/api/v1/macros/ – what people do again and again at one press. Short, so they come whole."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.automation import selectors, services
from core.automation.models import Macro
from core.desk import selectors as desk
from core.doors.shapes import Shape
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskViewSet
from core.tickets import selectors as tickets
from core.tickets.rules import CHANGE
from tenants.kernel.errors import NotFound


class MacroIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    actions = serializers.JSONField(
        required=False, help_text='[{"do": "status", "value": "waiting"}]; see /api/v1/rules/actions/.'
    )
    draft = serializers.CharField(
        max_length=10_000,
        required=False,
        allow_blank=True,
        help_text="Words for the composer, with variables; or canned: and the shortcut of a shared reply.",
    )
    then = serializers.ChoiceField(choices=Macro.Then.choices, required=False)
    is_active = serializers.BooleanField(required=False)
    shared = serializers.BooleanField(required=False, help_text="With everybody. Needs desk.manage.")
    team = serializers.IntegerField(allow_null=True, required=False, help_text="Shared with its members.")
    role = serializers.SlugField(allow_null=True, required=False, help_text="Shared with all of it; a key.")


class MacroRunIn(serializers.Serializer):
    ticket = serializers.IntegerField(min_value=1, help_text="Its number.")


class MacroOut(Shape):
    """mine: nobody else sees it. team, role: with whom it is shared; neither: with everybody."""

    id: int
    name: str
    description: str
    actions: list[Any]
    draft: str
    then: str
    is_active: bool
    mine: bool
    team: int | None
    role: str | None
    version: int

    @staticmethod
    def dump(row: Macro) -> dict[str, Any]:
        names = ("name", "description", "actions", "draft", "then", "is_active", "version")
        shared = {"mine": row.owner_id is not None, "team": row.team_id, "role": row.role and row.role.key}
        return {"id": row.pk, **{name: getattr(row, name) for name in names}, **shared}


class MacroRanOut(Shape):
    """done: names of actions. draft: words for the composer, filled; nothing was sent."""

    ticket: int
    version: int
    done: list[str]
    draft: str

    @staticmethod
    def dump(ran: services.Ran) -> dict[str, Any]:
        return {
            "ticket": ran.ticket.number,
            "version": ran.ticket.version,
            "done": list(ran.outcome.done),
            "draft": ran.draft,
        }


class MacroViewSet(DeskViewSet):
    """Those one may run: one's own and shared ones. Changing shared ones needs desk.manage."""

    pagination_class = None  # type: ignore[assignment]
    shows = MacroOut
    needs = dict.fromkeys(("list", "retrieve", "create", "partial_update", "destroy", "run"), CHANGE)

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.macros(self.me).select_related("role"))

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.macro(self.me, kwargs["pk"]))

    @takes(MacroIn)
    def create(self, request: Request, data: Given) -> Response:
        values = {"owner_id": self.me.id} | self._values(data) | self._whose(data)
        return self.show(services.save_macro(None, by=self.me, **values), 201)

    @takes(MacroIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        row, values = self._row(pk), self._values(data) | self._whose(data)
        return self.show(services.save_macro(row, by=self.me, seen=self.seen(request), **values))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_macro(self._row(pk), by=self.me)
        return self.done()

    @takes(MacroRunIn)
    @gives(MacroRanOut)
    @action(detail=True, methods=["post"])
    def run(self, request: Request, pk: int, data: Given) -> Response:
        """All of it to one ticket, or nothing. Many at once: POST tickets/bulk/ with macro."""
        ticket = tickets.ticket_for(self.me, data.ticket, to=CHANGE)
        ran = services.run_macro(selectors.macro(self.me, pk), ticket, by=self.me, seen=self.seen(request))
        return self.show(ran, shows=MacroRanOut)

    def _row(self, pk: int) -> Macro:
        return selectors.macro(self.me, pk, to_change=True)

    def _values(self, data: Given) -> dict[str, Any]:
        names = ("name", "description", "actions", "draft", "then", "is_active")
        return {name: data.sent[name] for name in names if name in data.sent}

    def _whose(self, data: Given) -> dict[str, Any]:
        """Of whom it is afterwards, as far as it is said: naming a team or a role shares it with them."""
        values: dict[str, Any] = {}
        if "team" in data.sent:
            if data.team is not None and not desk.teams().filter(pk=data.team).exists():
                raise NotFound
            values["team_id"] = data.team
        if "role" in data.sent:
            values["role_id"] = accounts.role(data.role).pk if data.role else None
        if data.sent.get("shared") or any(values.values()):
            return values | {"owner_id": None}
        if "shared" in data.sent:
            return {"owner_id": self.me.id, "team_id": None, "role_id": None}
        return values
