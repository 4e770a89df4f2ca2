"""/api/v1/attachments/ – upload first, then name the file in a message."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.shapes import Shape, moment
from core.doors.taking import parse
from core.doors.views import SIGNED_IN, DeskViewSet, Given, takes
from core.files import selectors, services, waiting
from core.files.models import Attachment

RELEASE = "organization.manage"
FORM = 64 * 1024  # bytes; more than the parts of a form around one file ever take


class AttachmentOut(Shape):
    id: str
    filename: str
    content_type: str
    size: int
    url: str  # "" unless the state is clean
    state: str  # clean, pending (being scanned), blocked
    threat: str  # what the scanner found
    created_at: str

    @staticmethod
    def dump(row: Attachment) -> dict[str, Any]:
        return {
            "id": row.public_id,
            "filename": row.filename,
            "content_type": row.content_type,
            "size": row.size,
            "url": selectors.address(row),
            "state": row.state,
            "threat": row.threat,
            "created_at": moment(row.created_at),
        }


class UploadIn(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, help_text="At most 10 MB.")


class AttachmentViewSet(DeskViewSet):
    """Upload a file, or drop an upload that hangs on no message yet."""

    brought: services.Brought
    lookup_field = "public_id"
    lookup_value_converter = "str"
    shows = AttachmentOut
    needs = {"create": SIGNED_IN, "retrieve": SIGNED_IN, "destroy": SIGNED_IN, "release": RELEASE}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """An upload that announces far too much is refused before its bytes are read.

        Its bytes are written here: under an Idempotency-Key the action itself runs in a transaction.
        """
        super().initial(request, *args, **kwargs)
        if self.action == "create":
            announced = request.META.get("CONTENT_LENGTH") or ""
            services.check_size(int(announced) - FORM if announced.isdecimal() else 0, "upload")
            self.brought = _brought(parse(UploadIn, request.data).file)

    @takes(UploadIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """413 over the limit, 400 when the content is not what the name says, 503 while the store is away."""
        return self.show(services.record(self.brought, by=self.me), 201)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.upload_of(self.me, kwargs["public_id"]))

    @action(detail=True, methods=["post"])
    def release(self, request: Request, **kwargs: Any) -> Response:
        """Let out a file that the scanner blocked, or has not looked at, on your own word. It is recorded."""
        row = selectors.file_of(kwargs["public_id"])
        return self.show(waiting.release(row, by=self.me))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        services.discard(selectors.upload_of(self.me, kwargs["public_id"]), by=self.me)
        return self.done()


def _brought(file: UploadedFile) -> services.Brought:
    """Raises FileTooLarge, ForgedFile, EmptyFile, StorageAway."""
    services.check_size(file.size or 0, file.name or "")
    content = file.read()
    file.seek(0)
    return services.bring(content, file.name or "", declared=file.content_type or "")
