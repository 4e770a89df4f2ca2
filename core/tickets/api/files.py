"""What the API shows of the files of messages."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape
from core.files import selectors as files
from core.files.models import Attachment
from core.tickets.models import Message


class FileOut(Shape):
    id: str
    filename: str
    content_type: str
    size: int
    url: str  # "" unless the state is clean
    state: str  # clean, pending (being scanned), blocked
    threat: str  # what the scanner found

    @staticmethod
    def dump(row: Attachment) -> dict[str, Any]:
        return {
            "id": row.public_id,
            "filename": row.filename,
            "content_type": row.content_type,
            "size": row.size,
            "url": files.address(row),
            "state": row.state,
            "threat": row.threat,
        }


def files_out(message: Message) -> list[dict[str, Any]]:
    """The message's files; without a query where selectors.with_files has loaded them."""
    rows = getattr(message, "files", None)
    return [FileOut.dump(row) for row in (message.attachments.all() if rows is None else rows)]
