"""What has left, written down outside the database, so that a restored one can be told.

A line per letter, appended when the relay has taken it: when, whose, its Message-ID, and a digest of its
reason (`cause`). A database that was brought back may write a letter a second time under another
Message-ID, for the same mail or the same words of an agent; the reason is still the same. No addresses,
no subjects. Each machine writes files of its own, one a day. A log that cannot be written stops no letter.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from core.mail.models import Letter
from core.mail.rules import REPLY
from tenants import context
from tenants.kernel import clock

log = logging.getLogger(__name__)
KEPT = timedelta(days=40)  # longer than any backup that would be brought back
_IN_BRACKETS = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>")


@dataclass(frozen=True)
class Sent:
    """One line. schema and cause are empty where only a relay's own log is known."""

    at: datetime | None
    schema: str
    mime_id: str
    cause: str


def note(letter: Letter) -> None:
    """The relay has it. On the disk when this returns."""
    line = "\t".join((clock.now().isoformat(), context.current_schema(), letter.mime_id, cause(letter)))
    try:
        _append(f"{line}\n".encode())
    except OSError as fault:
        log.error("the log of sent letters cannot be written", extra={"why": str(fault)})


def cause(letter: Letter) -> str:
    """Why and to whom it was written, as a digest that outlives the row."""
    if letter.kind == REPLY and letter.message is not None:
        why = letter.message.public_id
    else:
        why = letter.headers.get("In-Reply-To") or letter.subject
    facts = (letter.kind, why, *sorted(letter.recipients))
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def lines(folders: Iterable[Path]) -> Iterator[Sent]:
    """All that stands in the logs of these folders. A line that was cut by a crash is passed over."""
    for path in sorted(path for folder in folders for path in folder.glob("*.log")):
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                words = line.rstrip("\n").split("\t")
                if len(words) == 4 and line.endswith("\n"):
                    yield Sent(datetime.fromisoformat(words[0]), *words[1:])


def of_relay(path: Path) -> Iterator[Sent]:
    """The Message-IDs a mail server's own log names, of whatever format: those in angle brackets."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            for mime_id in _IN_BRACKETS.findall(line):
                yield Sent(None, "", mime_id, "")


def _append(line: bytes) -> None:
    folder = Path(settings.SENT_LOG)
    path = folder / f"{clock.now():%Y-%m-%d}-{socket.gethostname()}.log"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_old(folder)
    number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(number, line)  # one call: lines of several workers do not mix
        os.fdatasync(number) if hasattr(os, "fdatasync") else os.fsync(number)
    finally:
        os.close(number)


def _forget_old(folder: Path) -> None:
    oldest = f"{clock.now() - KEPT:%Y-%m-%d}"
    for path in folder.glob("*.log"):
        if path.name[:10] < oldest:
            path.unlink(missing_ok=True)
