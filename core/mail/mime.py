"""A letter as a message on the wire. Headers go through Python's policy, which refuses line breaks."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from core.files.models import Attachment
from core.files.selectors import content
from core.mail.models import Letter
from core.mail.rules import REPLY


def message_of(letter: Letter) -> EmailMessage:
    """The message with text, HTML and the reply's files. The same letter gives the same Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"] = letter.sender
    message["To"] = letter.recipient
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
        kind, _, subkind = file.content_type.partition("/")
        message.add_attachment(
            content(file), maintype=kind, subtype=subkind or "octet-stream", filename=file.filename
        )
    return message


def _files(letter: Letter) -> list[Attachment]:
    """Only a reply carries files: a confirmation answers a message whose files are the customer's."""
    if letter.kind != REPLY or letter.message is None:
        return []
    return list(letter.message.attachments.filter(state=Attachment.State.CLEAN))
