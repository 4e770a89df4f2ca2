"""/api/v1/attachments/ – upload first, then name the file in a message."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.doors.shapes import Shape, moment
from core.doors.views import SIGNED_IN, DeskViewSet, Given, takes
from core.files import selectors, services
from core.files.models import Attachment

FORM = 64 * 1024  # bytes; more than the parts of a form around one file ever take


class AttachmentOut(Shape):
    id: str
    filename: str
    content_type: str
    size: int
    url: str
    created_at: str

    @staticmethod
    def dump(row: Attachment) -> dict[str, Any]:
        return {
            "id": row.public_id,
            "filename": row.filename,
            "content_type": row.content_type,
            "size": row.size,
            "url": selectors.link(row),
            "created_at": moment(row.created_at),
        }


class UploadIn(serializers.Serializer):
    file = serializers.FileField(allow_empty_file=True, help_text="At most 10 MB.")


class AttachmentViewSet(DeskViewSet):
    """Upload a file, or drop an upload that hangs on no message yet."""

    lookup_field = "public_id"
    lookup_value_converter = "str"
    shows = AttachmentOut
    needs = {"create": SIGNED_IN, "retrieve": SIGNED_IN, "destroy": SIGNED_IN}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """An upload that announces far too much is refused before its bytes are read."""
        super().initial(request, *args, **kwargs)
        if self.action == "create":
            announced = request.META.get("CONTENT_LENGTH") or ""
            services.check_size(int(announced) - FORM if announced.isdecimal() else 0, "upload")

    @takes(UploadIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """413 over the limit, 400 when the content is not what the name says."""
        services.check_size(data.file.size, data.file.name)
        content = data.file.read()
        return self.show(
            services.keep_file(content, data.file.name, by=self.me, declared=data.file.content_type), 201
        )

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.upload_of(self.me, kwargs["public_id"]))

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        services.discard(selectors.upload_of(self.me, kwargs["public_id"]), by=self.me)
        return self.done()
