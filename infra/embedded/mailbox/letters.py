"""Reads the files the sink wrote. A letter never changes, so a summary is parsed once."""

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

from infra.embedded.places import Places, var
from infra.embedded.sink import ENVELOPE_FROM, ENVELOPE_TO

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")
SHOWN = 100  # letters in the list
HEADER_BYTES = 65_536  # enough for every header we write


@dataclass(frozen=True)
class Summary:
    """A line of the list."""

    key: str
    at: datetime
    sender: str
    to: str
    subject: str


@dataclass(frozen=True)
class Attachment:
    """index counts the parts of the letter from 0."""

    index: int
    name: str
    kind: str
    size: int


def folder() -> Path:
    return Places(var()).mailbox


def newest(recipient: str = "") -> list[Summary]:
    """The newest letters, newest first; only those whose recipients contain the text, if one is given."""
    found: list[Summary] = []
    for file in sorted(folder().glob("*.eml"), reverse=True):
        if len(found) == SHOWN:
            break
        summary = summarize(file)
        if recipient.casefold() in summary.to.casefold():
            found.append(summary)
    return found


@lru_cache(maxsize=4096)
def summarize(file: Path) -> Summary:
    """The headers alone are read."""
    with file.open("rb") as stream:
        head = email.message_from_bytes(
            stream.read(HEADER_BYTES).split(b"\r\n\r\n")[0], policy=policy.default
        )
    return Summary(
        key=file.stem,
        at=datetime.strptime(file.stem.split("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        sender=str(head["From"] or head[ENVELOPE_FROM] or ""),
        to=recipients(head),
        subject=str(head["Subject"] or ""),
    )


def recipients(head: EmailMessage) -> str:
    """The To line, and after it whoever else stands on the envelope (copies, blind copies)."""
    named = str(head["To"] or "")
    envelope = [one.strip() for one in str(head[ENVELOPE_TO] or "").split(",")]
    return ", ".join(filter(None, [named, *(one for one in envelope if one not in named)]))


def raw(key: str) -> bytes | None:
    """The file as it came, or None for a name that is not a letter of ours."""
    if not NAME.fullmatch(key):
        return None
    try:
        return (folder() / f"{key}.eml").read_bytes()
    except FileNotFoundError:
        return None


def parse(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=policy.default)


def text_of(letter: EmailMessage, kind: str) -> str | None:
    """The body as `plain` or `html`, or None when it has none of that kind."""
    part = letter.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else None


def attachments(letter: EmailMessage) -> list[Attachment]:
    return [
        Attachment(index, part.get_filename() or f"part-{index}", part.get_content_type(), len(payload(part)))
        for index, part in enumerate(letter.walk())
        if part.get_filename() or part.get_content_disposition() == "attachment"
    ]


def payload(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def empty() -> int:
    """Delete every letter; returns how many."""
    files = list(folder().glob("*.eml"))
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)
