"""Files that came with a form, kept one by one. Too large or forged ones are refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.files import services as files
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.files.models import Attachment

MOST_FILES = 20  # of one message


def kept(request: HttpRequest, by: Actor, name: str = "files") -> list[Attachment]:
    """All files of a field, stored. Raises FileTooLarge, ForgedFile, EmptyFile, Invalid."""
    sent = request.FILES.getlist(name)
    if len(sent) > MOST_FILES:
        raise Invalid(_("A message takes %(count)d files at most.") % {"count": MOST_FILES})
    for file in sent:
        files.check_size(file.size or 0, file.name or "")
    return [
        files.keep_file(file.read(), file.name or "", by=by, declared=file.content_type or "")
        for file in sent
    ]
