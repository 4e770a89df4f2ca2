"""/api/v1/tickets/bulk/ – one change of many tickets, done by a worker. Refusals: problem JSON."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.views import DeskView, Given, gives, takes
from core.tickets import selectors
from core.tickets.api.bulk_shapes import BulkIn, BulkOut
from core.tickets.models import BulkChange
from core.tickets.rules import CHANGE
from core.tickets.services import bulk
from tenants.kernel.errors import Invalid


class BulkStartView(DeskView):
    """Do the same to up to 2,000 tickets. An Idempotency-Key makes it start once."""

    needs = {"post": CHANGE}
    shows = BulkOut

    @takes(BulkIn)
    @gives(BulkOut, 202)
    def post(self, request: Request, data: Given) -> Response:
        filters = None if data.filters is None else _filters(data.filters)
        row = bulk.start(_asked(data.do), by=self.me, numbers=data.tickets or (), filters=filters)
        return self.show(selectors.progress(row), 202)


class BulkView(DeskView):
    """How far one of one's own changes is, and what it could not do."""

    needs = {"get": CHANGE}
    shows = BulkOut

    def get(self, request: Request, pk: int) -> Response:
        return self.show(selectors.progress(self._row(pk)))

    def _row(self, pk: int) -> BulkChange:
        return selectors.bulk_change(self.me, pk)


class BulkCancelView(BulkView):
    """What waits is not done any more; what is done stays. Twice is once."""

    needs = {"post": CHANGE}
    http_method_names = ["post", "options"]

    def post(self, request: Request, pk: int) -> Response:
        return self.show(selectors.progress(bulk.cancel(self._row(pk), by=self.me)))


class BulkUndoView(BulkView):
    """Put back what is as it was left, within seven days; what was changed since stays. Twice is once."""

    needs = {"post": CHANGE}
    http_method_names = ["post", "options"]

    @gives(BulkOut, 202)
    def post(self, request: Request, pk: int) -> Response:
        return self.show(selectors.progress(bulk.undo(self._row(pk), by=self.me)), 202)


def _filters(asked: dict[str, Any]) -> selectors.Filters:
    """Raises Invalid for a name that narrows nothing: misspelt, it would mean all tickets. BadFilter."""
    known = {one.name for one in fields(selectors.Filters)} - {"extra", "fields"}
    if strange := [name for name in asked if name not in known and not name.startswith("field.")]:
        raise Invalid(fields={"filters": [f"There is no filter “{name[:40]}”." for name in strange]})
    return selectors.Filters.read(asked)


def _asked(sent: dict[str, Any]) -> dict[str, Any]:
    """As acts take it: words about merging and putting aside stand with it."""
    beside = {name: sent.get(name) for name in ("join", "snooze_until", "snooze_reason", "snooze_then")}
    what = {name: value for name, value in sent.items() if name not in beside}
    if "merge_into" in what:
        what["merge_into"] = {"ticket": what["merge_into"], "join": beside["join"] is True}
    if until := beside["snooze_until"]:
        what["snooze"] = {
            "until": until.isoformat(),
            "reason": beside["snooze_reason"],
            "then": beside["snooze_then"],
        }
    return what
