"""A first look at raw bytes: bounded, linear, never wrong enough to raise.

The listener needs the Message-ID before anything is parsed, and the list of held mail shows
something even where the parser gave up.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.header import decode_header, make_header

from tenants.kernel.text import one_line, storable

HEAD_BYTES = 64 * 1024
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]{1,998})", re.IGNORECASE | re.MULTILINE)
_BRACKETS = re.compile(rb"<([^<>\s]+)>")
_SUBJECT = re.compile(rb"^subject:[ \t]*([^\r\n]{1,998})", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(rb"^from:[ \t]*([^\r\n]{1,998})", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>\"(),;:]{1,64}@[^\s<>\"(),;:@]{1,255}")


@dataclass(frozen=True, slots=True)
class Glimpse:
    subject: str
    sender: str


def look(raw: bytes) -> Glimpse:
    """Subject and sender's address as far as they can be seen without parsing."""
    head = raw[:HEAD_BYTES]
    found = _ADDRESS.search(_first(_FROM, head))
    return Glimpse(one_line(_first(_SUBJECT, head), 255), found.group(0)[:320] if found else "")


def mime_id(raw: bytes) -> str:
    """The Message-ID without brackets, "" when there is none that others could name."""
    named = _named(raw[:HEAD_BYTES])
    found = _BRACKETS.search(named.group(1)) if named else None
    return storable(found.group(1).decode("utf-8", "replace"))[:255] if found else ""


def dedupe_key(raw: bytes, recipient: str) -> str:
    """The same for a mail that is sent again, with other Received lines, to the same address.

    Without a Message-ID every byte counts: two people may well write the same three words.
    """
    head = raw[:HEAD_BYTES]
    blank, named = _BLANK_LINE.search(head), _named(head)
    if named is None or blank is None:
        parts = (b"", hashlib.sha256(raw).digest())
    else:
        parts = (named.group(1).strip(), hashlib.sha256(memoryview(raw)[blank.end() :]).digest())
    return hashlib.sha256(b"\x1f".join((recipient.lower().encode("utf-8", "replace"), *parts))).hexdigest()


def _named(head: bytes) -> re.Match[bytes] | None:
    blank = _BLANK_LINE.search(head)
    return _MESSAGE_ID.search(head, 0, blank.start() if blank else len(head))


def _first(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head)
    text = found.group(1).decode("utf-8", "replace") if found else ""
    try:
        return storable(str(make_header(decode_header(text)))) if "=?" in text else storable(text)
    except (LookupError, ValueError, UnicodeError):  # an unknown charset: show it as it stands
        return storable(text)
