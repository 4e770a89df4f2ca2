"""Which leaves of a mail are files, and what they are called.

Everything that is not read as body is a file: pictures of the HTML, forwarded mails, calendar
parts, signatures, winmail.dat, nameless parts. Nothing a customer sent disappears.
"""

import mimetypes
import re

from core.mail.parsing import head as heads
from core.mail.parsing import params, words
from core.mail.parsing.limits import FILENAME
from core.mail.parsing.mime import Part
from core.mail.parsing.shapes import Attachment
from core.mail.parsing.winmail import Unpacked

EXTENSIONS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv",
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
    "image/svg+xml": ".svg", "application/pdf": ".pdf", "application/zip": ".zip",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt", "text/xml": ".xml",
    "application/pkcs7-signature": ".p7s", "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".version", "application/pgp-keys": ".asc", "application/pkcs7-mime": ".p7m",
    "application/ms-tnef": ".dat", "text/vcard": ".vcf", "text/x-vcard": ".vcf",
    "message/feedback-report": ".txt", "application/json": ".json",
}  # fmt: skip
NOTES = {
    "application/ms-tnef": "winmail", "application/vnd.ms-tnef": "winmail",
    "application/pkcs7-mime": "smime.opaque", "application/x-pkcs7-mime": "smime.opaque",
    "application/pgp-encrypted": "encrypted", "text/calendar": "calendar",
    "application/pgp-signature": "signed", "application/pkcs7-signature": "signed",
    "application/x-pkcs7-signature": "signed", "message/external-body": "external-body",
    "message/partial": "partial",
}  # fmt: skip
MAIL_TYPES = ("message/rfc822", "message/global")
TOKEN = re.compile(r"[a-z]")  # what is no word at all says nothing
LOCATION = re.compile(r"[^/?#]+\.\w{1,8}(?=$|[?#])")  # the file at the end of an address
PATH = re.compile(r"\s*(?:[A-Za-z]:[\\/]|file:|\.{0,2}[\\/])")  # unlike "Invoice 12/2026.pdf"
SEPARATORS = re.compile(r"[/\\]")


def disposition(part: Part, hints: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """("inline" | "attachment" | "", parameters) of a leaf."""
    kind, named = params.split(words.raw_text(part.head.raw("content-disposition"), hints))
    if not TOKEN.match(kind):
        return "", named
    return ("inline" if kind.startswith("inline") else "attachment"), named


def name_of(part: Part, named: dict[str, str], hints: tuple[str, ...]) -> str:
    """The file name the sender gave, "" without one. No folders, no control characters."""
    given = named.get("filename") or named.get("name")
    if not given:
        given = params.split(words.raw_text(part.head.raw("content-type"), hints))[1].get("name", "")
    if not given and not part.type.startswith("text/"):
        place = LOCATION.search(words.decode(part.head.text("content-location"))[-FILENAME:])
        given = place.group() if place else ""
    if PATH.match(given):
        given = SEPARATORS.split(given)[-1]
    return SEPARATORS.sub("-", given).strip()[:FILENAME]


def attachment(part: Part, kind: str, name: str, number: int, hints: tuple[str, ...]) -> Attachment:
    """The leaf as a file; a nameless one is called after its subject or its number."""
    content = part.content()
    if not name and part.type in MAIL_TYPES:
        subject = heads.read(content, 0, len(content)).text("subject", hints)
        name = (SEPARATORS.sub("-", subject)[:80].strip() or f"mail-{number}") + ".eml"
    if not name and part.parents[-1:] == ("multipart/encrypted",) and part.type == "application/octet-stream":
        name = "encrypted.asc"
    content_id = words.decode(part.head.text("content-id")).strip("<> ")[:200]
    image = part.type.startswith("image/")
    related = "multipart/related" in part.parents
    return Attachment(
        filename=name or f"part-{number}{EXTENSIONS.get(part.type, '.bin')}",
        content_type=part.type,
        content=content,
        content_id=content_id,
        inline=image and kind != "attachment" and (bool(content_id) or related or kind == "inline"),
        disposition=kind,
    )


def unpacked(box: Unpacked) -> list[Attachment]:
    """The files of a winmail.dat, typed by what their names say."""
    return [
        Attachment(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
        for name, content in box.files
    ]


def note(part: Part, name: str) -> str:
    """The code of a part that needs a word to the reader, "" for ordinary ones."""
    return "winmail" if name.lower() == "winmail.dat" else NOTES.get(part.type, "")
