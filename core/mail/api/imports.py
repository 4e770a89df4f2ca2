"""/api/v1/mail-imports/: old mail from files. Upload, look at what is in them, then start."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import selectors as desk
from core.doors.shapes import Shape, moment
from core.doors.taking import Given, takes
from core.doors.views import DeskViewSet
from core.mail import selectors, services
from core.mail.imports import telling
from core.mail.models import MailImport
from core.mail.rules import MANAGE
from tenants.kernel.errors import NotFound


class MailImportOut(Shape):
    id: str
    recipient: str
    queue: int | None
    solved: bool
    files: list[str]
    size: int  # bytes uploaded
    state: str  # arriving, looking, ready, running, done, canceled, failed
    reason: str
    preview: dict  # mails, known, large, empty, subjects, first, last, unread
    done: int  # mails gone through
    known: int  # of them: here already
    created_at: str
    started_at: str | None
    finished_at: str | None

    @staticmethod
    def dump(row: MailImport) -> dict[str, Any]:
        return {
            "id": row.public_id,
            "recipient": row.recipient,
            "queue": row.queue_id,
            "solved": row.is_solved,
            "files": [file["name"] for file in row.files],
            "size": row.size,
            "state": row.state,
            "reason": row.reason,
            "preview": row.preview,
            "done": row.done,
            "known": row.known,
            "created_at": moment(row.created_at),
            "started_at": moment(row.started_at),
            "finished_at": moment(row.finished_at),
        }


class MailImportIn(serializers.Serializer):
    files = serializers.ListField(
        child=serializers.FileField(),
        max_length=100,
        help_text="An mbox, .eml files, a .zip or .gz.",
    )
    mailbox = serializers.IntegerField(min_value=1, help_text="The address the mails count as sent to.")
    queue = serializers.IntegerField(
        min_value=1, required=False, help_text="Where new tickets are put. Default: the queue of the address."
    )
    solved = serializers.BooleanField(default=True, help_text="New tickets come in as solved.")


class MailImportViewSet(DeskViewSet):
    """Its tickets bear the dates of their mails, and nobody is written to. Twice is once."""

    shows = MailImportOut
    lookup_field = "public_id"
    lookup_value_converter = "str"
    parser_classes = (MultiPartParser,)
    keeps_answers = False  # its bytes are written outside of transactions; mails that come again are known
    needs = {"list": MANAGE, "retrieve": MANAGE, "create": MANAGE, "start": MANAGE, "cancel": MANAGE}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Too large an upload is refused before its bytes are read."""
        services.check_announced(request.META.get("CONTENT_LENGTH") or "")
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet:
        return telling.imports(self.me)

    @takes(MailImportIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """Keeps the files and looks through them. Nothing becomes a ticket before `start`."""
        return self.show(self._upload(data), 201)

    @action(detail=True, methods=["post"])
    def start(self, request: Request, public_id: str) -> Response:
        """409 while the files are still looked through, and when it is over."""
        return self.show(services.start_import(self.get_object(), by=self.me))

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: str) -> Response:
        """What has become a ticket stays one."""
        return self.show(services.cancel_import(self.get_object(), by=self.me))

    def _upload(self, data: Given) -> MailImport:
        box = selectors.mailboxes(self.me).filter(pk=data.mailbox).first()
        if box is None:
            raise NotFound
        queue = desk.queue(data.queue) if data.queue else None
        return services.upload(data.files, box, by=self.me, queue=queue, is_solved=data.solved)
