"""A message as it is passed on to a third party: its head, its own words, and nothing that opens a door.

Reply addresses with their token and links into the help centre are the customer's alone: whoever held them
could speak, or read, in their name. They are taken out wherever the message repeats them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from markupsafe import Markup

from core.mail import book
from core.mail.html.passing import passed_on
from core.mail.letters import pages
from core.mail.models import InboundMail, Mailbox
from core.mail.rules import bare_subject, plain_address
from core.tickets.models import Message
from tenants import context
from tenants.kernel.text import one_line

_SLASH = r"(?:/|%(?:25){0,3}2F)"  # filters of mail servers carry a link, encoded, in one of their own
HELP_LINK = re.compile(
    rf"https?://[^\s\"'<>]{{1,1000}}?{_SLASH}help{_SLASH}(?:sign-in|requests|automatic-mail){_SLASH}"
    r"[^\s\"'<>)\]]*",
    re.I,
)
_BLOCK = Markup(
    '<div style="margin: 20px 0 0; padding: 12px 0 0; border-top: 1px solid #d1d5db">'
    '<p style="margin: 0 0 14px; font-size: 13px; color: #4b5563">{head}</p>{words}</div>'
)
_LINE = Markup("<b>{name}:</b> {value}")


@dataclass(frozen=True, slots=True)
class Passed:
    """text, page: the whole block with its head, plain and as HTML."""

    text: str
    page: Markup


def passed(message: Message, mailbox: Mailbox | None, cids: Collection[str]) -> Passed:
    """In the language that is active. cids: content ids of the pictures that go along."""
    head = _head(message, mailbox)
    words = _scrubbed("\n\n".join(filter(None, (message.text, message.signature))))
    lines = [f"{name}: {value}" for name, value in head]
    shown = _scrubbed(passed_on(message.html, cids)) if message.html else ""
    title = _("Forwarded message")
    return Passed(
        text="\n".join([f"---------- {title} ----------", *lines, "", words]),
        page=_BLOCK.format(
            head=Markup("<br>\n").join(_LINE.format(name=name, value=value) for name, value in head),
            words=Markup(shown) if shown else pages.paragraphs(words),  # noqa: S704 - sanitised just now
        ),
    )


def _head(message: Message, mailbox: Mailbox | None) -> list[tuple[str, str]]:
    """[(name, value)]: From, Date, Subject, To."""
    came = InboundMail.objects.filter(message=message).values_list("subject", "recipient").first()
    subject, recipient = came or ("", "")
    here = plain_address(recipient) or (mailbox.address if mailbox else "")
    theirs = message.address or message.ticket.contact.email
    is_ours = message.kind in (Message.Kind.REPLY, Message.Kind.AUTO)
    sender = _named(message.author_name or context.current_tenant().name, here if is_ours else theirs)
    when = date_format(timezone.localtime(message.created_at, UTC), "DATETIME_FORMAT")
    return [
        (_("From"), sender),
        (_("Date"), f"{when} UTC"),
        (_("Subject"), one_line(bare_subject(subject or message.ticket.subject), 250)),
        (_("To"), theirs if is_ours else here),
    ]


def _named(name: str, address: str) -> str:
    plain = one_line(name, 80)
    return f"{plain} <{address}>" if address and plain != address else plain or address


def _scrubbed(text: str) -> str:
    """Without links into the help centre, and without the tokens of our reply addresses."""
    text = HELP_LINK.sub(_("(link removed)"), text)
    for box in book.mailboxes():
        local, _at, domain = box.address.partition("@")
        token = re.compile(
            rf"\b({re.escape(local)})(?:\+|%2B)[^\s@<>\"']{{1,64}}?(?:@|%40)({re.escape(domain)})", re.I
        )
        text = token.sub(r"\1@\2", text)
    return text
