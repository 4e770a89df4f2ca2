"""A letter as a message on the wire. Headers go through Python's policy, which refuses line breaks."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from core.files.models import Attachment
from core.files.selectors import content
from core.mail.models import Letter
from core.mail.rules import CARRYING


def message_of(letter: Letter) -> EmailMessage:
    """The message with text, HTML and its files. The same letter gives the same Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"] = letter.sender
    message["To"] = ", ".join([letter.recipient, *letter.beside])
    if letter.cc:
        message["Cc"] = ", ".join(letter.cc)
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.send_after)
    message["Message-ID"] = f"<{letter.mime_id}>"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for file in _files(letter):
        _add(message, file, letter.html)
    return message


def _add(message: EmailMessage, file: Attachment, html: str) -> None:
    """A picture that the page shows goes with the page, anything else beside it."""
    kind, _, subkind = file.content_type.partition("/")
    how: dict[str, Any] = {"maintype": kind, "subtype": subkind or "octet-stream", "filename": file.filename}
    cid = file.content_id.strip("<>")
    page = message.get_body(("html",)) if cid and f"cid:{cid}" in html else None
    if page is None:
        message.add_attachment(content(file), **how)
    else:
        page.add_related(content(file), cid=f"<{cid}>", disposition="inline", **how)


def _files(letter: Letter) -> list[Attachment]:
    """Only what an agent wrote carries files: those of what a confirmation answers are the customer's."""
    if letter.kind not in CARRYING or letter.message is None:
        return []
    return list(letter.message.attachments.filter(state=Attachment.State.CLEAN))
