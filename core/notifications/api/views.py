"""/api/v1/notifications/: one's own, newest first. Nobody reads those of somebody else."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskView, DeskViewSet
from core.notifications import selectors, services
from core.notifications.api import serializers as takes_in
from core.notifications.api.shapes import NotificationOut, NotificationPreferencesOut, ReadOut, UnreadOut
from core.notifications.rules import VIEW


class NotificationViewSet(DeskViewSet):
    """What you were told. The socket says `notification:new` with the id; this says what it is."""

    shows = NotificationOut
    filters = takes_in.NotificationQuery
    ordering = ("-created_at", "-id")
    needs = {
        "list": VIEW,
        "retrieve": VIEW,
        "destroy": VIEW,
        "unread": VIEW,
        "read": VIEW,
        "read_all": VIEW,
        "delete_read": VIEW,
    }

    def get_queryset(self) -> Any:
        rows = selectors.mine(self.me)
        if self.action != "list":
            return rows
        if self.query.unread is not None:
            rows = rows.filter(read_at__isnull=self.query.unread)
        if "kind" in self.query.sent:
            rows = rows.filter(kind=self.query.kind)
        if "ticket" in self.query.sent:
            rows = rows.filter(ticket__number=self.query.ticket)
        return rows

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.one(self.me, kwargs["pk"]))

    def destroy(self, request: Request, pk: int) -> Response:
        services.delete(self.me, pk)
        return self.done()

    @gives(UnreadOut)
    @action(detail=False, methods=["get"])
    def unread(self, request: Request) -> Response:
        """How many wait to be read."""
        return self.show(selectors.unread(self.me), shows=UnreadOut)

    @gives(NotificationOut)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: int) -> Response:
        """One is read. Twice is once."""
        return self.show(services.read(self.me, pk))

    @takes(takes_in.ReadIn)
    @gives(ReadOut)
    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: Request, data: Given) -> Response:
        """All are read, or those of one ticket."""
        return self.show(services.read_all(self.me, ticket=data.sent.get("ticket")), shows=ReadOut)

    @gives(ReadOut)
    @action(detail=False, methods=["post"], url_path="delete-read")
    def delete_read(self, request: Request) -> Response:
        """All that were read are deleted."""
        return self.show(services.delete_read(self.me), shows=ReadOut)


class MyNotifications(DeskView):
    """What you want to hear of, where, and when not."""

    needs = {"get": VIEW, "patch": VIEW}
    shows = NotificationPreferencesOut

    def get(self, request: Request) -> Response:
        return self.show(selectors.preference(accounts.myself(self.me)))

    @takes(takes_in.NotificationPreferencesIn)
    def patch(self, request: Request, data: Given) -> Response:
        """What is not named stays as it is."""
        values = dict(data.sent)
        if values.get("substitute") is not None:
            values["substitute"] = accounts.person(self.me, values["substitute"])
        user = accounts.myself(self.me)
        return self.show(services.save_preferences(user, by=self.me, seen=self.seen(request), **values))
