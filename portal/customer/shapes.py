"""What customers get to see of tickets and articles: their own words for things, nothing internal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from core.files import selectors as files
from core.knowledge.selectors import excerpt
from core.tickets import rich
from core.tickets.rules import reopens
from tenants.kernel import clock

if TYPE_CHECKING:
    from core.desk.models import Status
    from core.files.models import Attachment
    from core.knowledge.models import Article
    from core.tickets.models import Message, Ticket

Shown = dict[str, Any]
DOTS = {"merged": "closed", "spam": "closed", "on_hold": "open"}  # states customers need not know


def article(row: Article, question: str = "") -> Shown:
    """summary only where the text was loaded; a list of titles costs no texts."""
    text = excerpt(row, question) if "body" not in row.get_deferred_fields() else ""
    return {
        "slug": row.slug,
        "title": row.title,
        "url": reverse("customer:article", args=[row.slug]),
        "summary": text,
        "snippet": text,
        "updated_at": row.updated_at,
    }


def status(row: Status) -> Shown:
    return {"kind": DOTS.get(row.category, row.category), "name": row.customer_label or row.label}


def request(row: Ticket) -> Shown:
    """One line of "My requests"; a row of selectors.requests_of."""
    return {
        "label": row.label,
        "url": reverse("customer:request", args=[row.number]),
        "subject": row.subject,
        "at": row.last_message_at,
        "status": status(row.status),
        "in_copy": row.in_copy,  # type: ignore[attr-defined]
    }


def case(row: Ticket) -> Shown:
    """The head of what request_of gives. Closed ones take no more words; resolved ones may open again."""
    finished_at = row.resolved_at or row.closed_at
    return {
        "number": row.number,
        "label": row.label,
        "subject": row.subject,
        "status": status(row.status),
        "created_at": row.created_at,
        "can_reply": reopens(row.status, row.queue, finished_at, clock.now()),
        "in_copy": row.in_copy,  # type: ignore[attr-defined]
        "can_close": not (row.is_finished or row.in_copy),  # type: ignore[attr-defined]
    }


def chat(
    messages: Sequence[Message], found: Mapping[int, Sequence[Attachment]], me: int, us: str
) -> list[Shown]:
    """The conversation. A reply that can still be taken back has not been said yet."""
    now = clock.now()
    said = [row for row in messages if not (row.undo_until and row.undo_until > now)]
    return [_bubble(row, found.get(row.pk, ()), me, us) for row in said]


def _bubble(row: Message, attachments: Sequence[Attachment], me: int, us: str) -> Shown:
    return {
        "type": "message",
        "id": row.pk,
        "mine": row.author_contact_id == me,
        "author": row.author_name or us,
        "at": row.created_at,
        "html": Markup(rich.of(row)) or None,  # noqa: S704 - sanitised by rich
        "text": row.text or ("" if attachments else _("(no text)")),
        "files": [file(each) for each in attachments],
    }


def file(row: Attachment) -> Shown:
    """A blocked or unscanned file has a name and no address."""
    url = files.address(row)
    said = {
        "pending": _("We are checking this file for viruses. It can be opened in a moment."),
        "blocked": _("Our virus scanner held this file back."),
    }
    return {
        "name": row.filename,
        "size": row.size,
        "url": url,
        "preview_url": url if row.is_image else None,
        "held": said.get(row.state, ""),
    }
