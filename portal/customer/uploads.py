"""Files that come with a form: at most ten, each within the limit and what its name says it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile

from core.files.services import check_size, keep_file
from tenants.kernel.actor import Actor
from tenants.kernel.errors import TooLarge

if TYPE_CHECKING:
    from core.files.models import Attachment

MOST_FILES = 10


class TooManyFiles(TooLarge):
    """data: most."""

    code = "files.too_many"
    sentence = "At most {most} files fit into one message."


def kept(files: Sequence[UploadedFile], *, by: Actor) -> list[Attachment]:
    """The files as attachments. Raises FileTooLarge, ForgedFile, EmptyFile, TooManyFiles."""
    if len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    for each in files:
        check_size(each.size or 0, each.name or "")
    return [
        keep_file(each.read(), filename=each.name or "", declared=each.content_type or "", by=by, strict=True)
        for each in files
    ]
