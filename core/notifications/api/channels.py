"""/api/v1/notification-channels/: incoming webhooks of Slack, Teams and their like."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import selectors as desk
from core.doors.shapes import Shape, moment
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskViewSet
from core.notifications import selectors, services
from core.notifications.api.serializers import NotificationChannelIn
from core.notifications.rules import ARRANGE


class NotificationChannelOut(Shape):
    """host: all that is shown of the address. failures: in a row; after ten it is switched off."""

    id: int
    name: str
    format: str
    queue: int | None
    events: list[str]
    host: str
    template: str
    has_secret: bool
    is_active: bool
    failures: int
    last_error: str
    last_ok_at: str | None
    version: int

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        names = (
            "name",
            "format",
            "events",
            "host",
            "template",
            "is_active",
            "failures",
            "last_error",
            "version",
        )
        plain = {name: getattr(row, name) for name in names}
        more = {"has_secret": bool(row.secret), "last_ok_at": moment(row.last_ok_at)}
        return {"id": row.pk, "queue": row.queue_id, **more, **plain}


class WebhookDeliveryOut(Shape):
    """What a program was sent, or is owed (ended_at null). attempts: how often it was tried.

    next_at: of one that is owed: when it is tried; again and again for a day.
    """

    id: int
    body: str
    is_taken: bool
    said: str
    attempts: int
    ended_at: str | None
    next_at: str | None

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        names = ("body", "is_taken", "said", "attempts")
        plain = {name: getattr(row, name) for name in names}
        next_at = None if row.ended_at else moment(row.run_at)
        return {"id": row.pk, "ended_at": moment(row.ended_at), "next_at": next_at, **plain}


class WebhookAgainIn(serializers.Serializer):
    delivery = serializers.IntegerField(help_text="Id of one that has ended.")


class NotificationChannelViewSet(DeskViewSet):
    """Where a team hears of its tickets besides here."""

    shows = NotificationChannelOut
    pagination_class = None  # type: ignore[assignment]  # twenty at most
    needs = {
        "list": ARRANGE,
        "retrieve": ARRANGE,
        "create": ARRANGE,
        "update": ARRANGE,
        "destroy": ARRANGE,
        "attempt": ARRANGE,
        "deliveries": ARRANGE,
        "again": ARRANGE,
    }

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(selectors.hooks(self.me))

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.hook(self.me, kwargs["pk"]))

    @takes(NotificationChannelIn)
    def create(self, request: Request, data: Given) -> Response:
        return self.show(services.save_hook(None, by=self.me, **_values(data)), 201)

    @takes(NotificationChannelIn)
    def update(self, request: Request, pk: int, data: Given) -> Response:
        """All of it anew, but for the address where none is given."""
        row = selectors.hook(self.me, pk)
        return self.show(services.save_hook(row, by=self.me, seen=self.seen(request), **_values(data)))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete_hook(selectors.hook(self.me, pk), by=self.me)
        return self.done()

    @gives(None, 202)
    @action(detail=True, methods=["post"], url_path="test")
    def attempt(self, request: Request, pk: int) -> Response:
        """Send a word that proves it. What came of it stands at the channel a moment later."""
        services.try_hook(selectors.hook(self.me, pk), by=self.me)
        return Response(status=202)

    @gives(WebhookDeliveryOut, many=True)
    @action(detail=True, methods=["get"])
    def deliveries(self, request: Request, pk: int) -> Response:
        """The latest fifty, of the last 30 days. Of format json only."""
        row = selectors.hook(self.me, pk)
        return self.show_all(selectors.calls_of(row), WebhookDeliveryOut)

    @takes(WebhookAgainIn)
    @gives(None, 202)
    @action(detail=True, methods=["post"], url_path="redeliver")
    def again(self, request: Request, pk: int, data: Given) -> Response:
        """Send once more what was sent."""
        row = selectors.hook(self.me, pk)
        services.redeliver(selectors.call_of(row, data.delivery), by=self.me)
        return Response(status=202)


def _values(data: Given) -> dict[str, Any]:
    values = dict(data.sent)
    values["form"] = values.pop("format")
    if values.get("queue") is not None:
        values["queue"] = desk.queue(values["queue"])
    return values
