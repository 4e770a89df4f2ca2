"""/api/v1/ai/models/: what the local engine learned, in versions; an older one can be used again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from ai import selectors, services
from ai.models import TrainedHead
from ai.rules import POLICY, VIEW
from core.doors.shapes import Shape, moment
from core.doors.views import DeskView, gives


class VersionOut(Shape):
    """kind: category, sentiment, priority or tag:name. metrics: on examples it had not seen.

    note: why it is not used. is_pinned: no newer one takes its place until it is let go.
    waiting: decided values that a pinned one does not know.
    """

    id: int
    kind: str
    version: int
    is_active: bool
    is_pinned: bool
    waiting: int
    note: str
    metrics: dict[str, float]
    created_at: datetime

    @staticmethod
    def dump(pair: tuple[TrainedHead, int]) -> dict[str, Any]:
        row, waiting = pair
        names = ("kind", "version", "is_active", "is_pinned", "note", "metrics")
        plain = {name: getattr(row, name) for name in names}
        return {"id": row.pk, "waiting": waiting, **plain, "created_at": moment(row.created_at)}


class VersionsView(DeskView):
    """Five versions of each kind at most, newest first."""

    needs = {"get": VIEW}

    @gives(VersionOut, many=True)
    def get(self, request: Request) -> Response:
        rows = selectors.learned()
        waiting = selectors.waiting(rows)
        return self.show_all([(row, waiting.get(row.pk, 0)) for row in rows], VersionOut)


class UseVersionView(DeskView):
    """Reads with this version from the next message on; an older one stays until it is let go."""

    needs = {"post": POLICY}
    shows = VersionOut

    def post(self, request: Request, pk: int) -> Response:
        return self.show(_with_waiting(services.use_version(pk, self.me)))


class UnpinVersionView(DeskView):
    """Newer versions may take its place again. Twice is once."""

    needs = {"post": POLICY}
    shows = VersionOut

    def post(self, request: Request, pk: int) -> Response:
        return self.show(_with_waiting(services.unpin(pk, self.me)))


def _with_waiting(row: TrainedHead) -> tuple[TrainedHead, int]:
    return row, selectors.waiting([row]).get(row.pk, 0)
