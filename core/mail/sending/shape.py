"""Our message in the form that django-anymail takes: same headers, same parts, nothing added."""

from __future__ import annotations

from email.encoders import encode_base64
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.utils import getaddresses

from django.core.mail import EmailMultiAlternatives

from core.mail.models import Letter
from core.mail.sending.providers import Provider

APART = {"from", "to", "cc", "bcc", "reply-to", "subject", "date", "mime-version", "message-id"}


def mail(
    message: EmailMessage, recipients: list[str], provider: Provider, letter: Letter
) -> EmailMultiAlternatives:
    """recipients: the envelope; whoever of it is in no header gets a blind copy."""
    headers = {name: str(value) for name, value in message.items() if not _is_apart(name)}
    if provider.takes_id:
        headers |= {"Message-ID": str(message["Message-ID"]), **provider.headers}
    copies = _listed(message, "Cc")
    readers = [letter.recipient, *letter.beside]
    seen = {address.lower() for _name, address in getaddresses([*readers, *copies])}
    shaped = EmailMultiAlternatives(
        subject=str(message["Subject"]),
        body=_text(message, "plain"),
        from_email=str(message["From"]),
        to=readers,
        cc=copies,
        bcc=[each for each in recipients if each.lower() not in seen],
        reply_to=_listed(message, "Reply-To"),
        headers=headers,
    )
    if html := _text(message, "html"):
        shaped.attach_alternative(html, "text/html")
    for part in _files(message):
        shaped.attach(part)  # type: ignore[arg-type]
    if provider.has_metadata:
        shaped.metadata = {"letter": letter.public_id}  # type: ignore[attr-defined]
    return shaped


def _is_apart(name: str) -> bool:
    return name.lower() in APART or name.lower().startswith("content-")


def _listed(message: EmailMessage, name: str) -> list[str]:
    return [str(one) for one in message[name].addresses] if message[name] else []


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))  # type: ignore[arg-type]
    return str(part.get_content()) if part else ""


def _files(message: EmailMessage) -> list[MIMEBase]:
    """Attachments and pictures of the page, as Django takes them."""
    bodies = [message.get_body(("plain",)), message.get_body(("html",))]
    leaves = [part for part in message.walk() if not part.is_multipart() and part not in bodies]
    return [_file(part) for part in leaves]


def _file(part: EmailMessage) -> MIMEBase:  # type: ignore[type-arg]
    file = MIMEBase(part.get_content_maintype(), part.get_content_subtype())
    file.set_payload(part.get_payload(decode=True))
    encode_base64(file)
    file.add_header(
        "Content-Disposition",
        part.get_content_disposition() or "attachment",
        filename=part.get_filename() or "file",
    )
    if part["Content-ID"]:
        file["Content-ID"] = str(part["Content-ID"])
    return file
