"""Files that come with a form: at most ten, each within the limit and what its name says it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile

from core.files.services import Brought, bring, check_size, record
from tenants.kernel.actor import Actor
from tenants.kernel.errors import TooLarge

if TYPE_CHECKING:
    from core.files.models import Attachment

MOST_FILES = 10


class TooManyFiles(TooLarge):
    """data: most."""

    code = "files.too_many"
    sentence = "At most {most} files fit into one message."


def brought(files: Sequence[UploadedFile]) -> list[Brought]:
    """The bytes of the files, written: before the transaction of what they come with.

    Raises FileTooLarge, ForgedFile, EmptyFile, Infected, StorageAway, TooManyFiles.
    """
    if len(files) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    for each in files:
        check_size(each.size or 0, each.name or "")
    return [bring(each.read(), each.name or "", declared=each.content_type or "") for each in files]


def kept(sent: Iterable[Brought], *, by: Actor) -> list[Attachment]:
    """Their rows. Raises BytesGone."""
    return [record(one, by=by) for one in sent]
