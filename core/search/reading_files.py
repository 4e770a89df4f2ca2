"""One file that waits for its text: bytes from the store, words from a child process, then a row."""

from __future__ import annotations

from django.db.models import F

from core.files import selectors as files
from core.files.models import Attachment
from core.search import services
from core.search.extracting import Unreadable, kind_of, text_of
from core.search.models import Entry
from tenants.kernel.errors import NotFound


def read_file(entry_id: int) -> None:
    """Nothing when it was read already. Raises Unavailable while the store is away: the sweep comes back.

    A file that is being scanned waits; one that brought three readers down is given up.
    """
    rows = Entry.objects.filter(pk=entry_id, state=Entry.State.WAITING)
    entry = rows.select_related("message__ticket").first()
    file = Attachment.objects.filter(pk=entry.attachment_id or 0).first() if entry else None
    if entry is None or (file and file.state == Attachment.State.PENDING):
        return None
    if file is None or file.state == Attachment.State.BLOCKED:
        return services.keep_refusal(entry, "blocked" if file else "gone")
    if entry.tries >= services.MOST_TRIES:
        return services.keep_refusal(entry, "given_up")
    rows.update(tries=F("tries") + 1)
    kind = kind_of(file.content_type, file.filename)
    try:
        text = text_of(kind, files.content(file)) if kind else ""
    except NotFound:
        return services.keep_refusal(entry, "gone")
    except Unreadable as refusal:
        return services.keep_refusal(entry, refusal.reason)
    if not text:
        return services.keep_refusal(entry, "no_text")
    return services.keep_text(entry, text)
