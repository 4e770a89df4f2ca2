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

    note: why it is not used.
    """

    id: int
    kind: str
    version: int
    is_active: bool
    note: str
    metrics: dict[str, float]
    created_at: datetime

    @staticmethod
    def dump(row: TrainedHead) -> dict[str, Any]:
        plain = {name: getattr(row, name) for name in ("kind", "version", "is_active", "note", "metrics")}
        return {"id": row.pk, **plain, "created_at": moment(row.created_at)}


class VersionsView(DeskView):
    """Five versions of each kind at most, newest first."""

    needs = {"get": VIEW}

    @gives(VersionOut, many=True)
    def get(self, request: Request) -> Response:
        return self.show_all(selectors.learned(), VersionOut)


class UseVersionView(DeskView):
    """Reads with this version from the next message on. Twice is once."""

    needs = {"post": POLICY}
    shows = VersionOut

    def post(self, request: Request, pk: int) -> Response:
        return self.show(services.use_version(pk, self.me))
