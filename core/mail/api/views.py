"""/api/v1/mailboxes/ and /api/v1/held-mail/: addresses, and mail that became no ticket."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk.selectors import default_queue
from core.desk.selectors import queue as queue_by
from core.doors.views import DeskViewSet, Given, takes
from core.mail import selectors, services
from core.mail.api.serializers import HeldMailFilter, HeldMailOut, MailboxChange, MailboxIn, MailboxOut
from core.mail.rules import MANAGE, QUARANTINE
from core.mail.tasks import process


class MailboxViewSet(DeskViewSet):
    """The organization's addresses."""

    shows = MailboxOut
    ordering = ("id",)
    needs = {"list": MANAGE, "create": MANAGE, "partial_update": MANAGE, "destroy": MANAGE}
    lookup_field = "pk"

    def get_queryset(self) -> QuerySet:
        return selectors.mailboxes(self.me).order_by("id")

    @takes(MailboxIn)
    def create(self, request: Request, data: Given) -> Response:
        queue = queue_by(data.queue) if data.queue else default_queue()
        box = services.add_mailbox(data.address, queue, by=self.me, name=data.name or "")
        return self.show(box, 201)

    @takes(MailboxChange)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        box = self.get_object()
        if data.confirms is not None:
            box = services.set_confirming(box, data.confirms, by=self.me)
        if data.tells_merges is not None:
            box = services.set_telling(box, data.tells_merges, by=self.me)
        if data.same_case is not None:
            box = services.set_same_case(box, data.same_case, by=self.me)
        return self.show(box)

    def destroy(self, request: Request, pk: int) -> Response:
        services.remove_mailbox(self.get_object(), by=self.me)
        return self.done()


class HeldMailViewSet(DeskViewSet):
    """Mail that is held, newest first. The trace says what each step of the pipeline decided.

    parked: set aside on purpose, as automatic mail is. quarantined: a person must decide.
    """

    shows = HeldMailOut
    filters = HeldMailFilter
    needs = {"list": QUARANTINE, "retrieve": QUARANTINE, "replay": QUARANTINE, "destroy": QUARANTINE}
    lookup_field = "public_id"
    lookup_value_converter = "str"

    def get_queryset(self) -> QuerySet:
        query = getattr(self, "query", None)
        return selectors.held(self.me, *([query.state] if query and query.state else []))

    def get_object(self) -> Any:
        return selectors.received(self.me, self.kwargs["public_id"])

    @action(detail=True, methods=["post"])
    def replay(self, request: Request, public_id: str) -> Response:
        mail = services.replay(self.get_object(), by=self.me)
        process.wake(mail.pk)
        return self.show(mail)

    def destroy(self, request: Request, public_id: str) -> Response:
        services.discard(self.get_object(), by=self.me)
        return self.done()
