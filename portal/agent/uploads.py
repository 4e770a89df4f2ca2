"""Files that came with a form, kept one by one. Too large or forged ones are refused by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.files import services as files
from core.files.services import Brought
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.files.models import Attachment

MOST_FILES = 20  # of one message


def brought(request: HttpRequest, name: str = "files") -> list[Brought]:
    """The bytes of all files of a field, written: before the transaction of what they come with.

    Raises FileTooLarge, ForgedFile, EmptyFile, Infected, StorageAway, Invalid.
    """
    sent = request.FILES.getlist(name)
    if len(sent) > MOST_FILES:
        raise too_many()
    for file in sent:
        files.check_size(file.size or 0, file.name or "")
    return [files.bring(file.read(), file.name or "", declared=file.content_type or "") for file in sent]


def too_many() -> Invalid:
    return Invalid(_("A message takes %(count)d files at most.") % {"count": MOST_FILES})


def kept(sent: Iterable[Brought], by: Actor) -> list[Attachment]:
    """Their rows. Raises BytesGone."""
    return [files.record(one, by=by) for one in sent]
