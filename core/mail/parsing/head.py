"""The header block of a mail or part: cut from the body, split into fields, mended when broken.

Python's own parser ends the headers at the first line that is none; here such a line is skipped
when real headers follow, and a header block cut in two by an empty line is joined.
"""

import re
from dataclasses import dataclass, field

from core.mail.parsing import words
from core.mail.parsing.limits import HEAD_BYTES, HEADER_FIELDS, HEADER_VALUE

END = re.compile(rb"\r?\n\r?\n|\n\r\n")
FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
MBOX = re.compile(rb">?From [^\s:]")
KNOWN = re.compile(
    rb"(?i)(from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|"
    rb"delivered-to|references|in-reply-to|sender|x-[a-z0-9-]+|dkim-signature|"
    rb"list-[a-z-]+|thread-[a-z]+)[ \t]*:"
)
# Looked for even behind the cap of fields, once each: nobody hides the sender by piling up headers.
VITAL = frozenset(
    {"from", "to", "subject", "date", "message-id", "content-type", "content-transfer-encoding"}
)
LOOK_AHEAD = 50  # lines searched for another header behind a broken one


@dataclass(slots=True)
class Head:
    """Fields in order (lower-case name, unfolded raw value); body_at: where the body starts."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)
    body_at: int = 0
    notes: set[str] = field(default_factory=set)

    def raw(self, name: str) -> bytes:
        """The first value of a field, empty when absent."""
        return next((value for key, value in self.fields if key == name), b"")

    def all(self, name: str) -> list[bytes]:
        """Every value of a field, in order."""
        return [value for key, value in self.fields if key == name]

    def text(self, name: str, hints: tuple[str, ...] = ()) -> str:
        """The first value, decoded."""
        return words.decode(words.raw_text(self.raw(name), hints))


def read(raw: bytes, start: int, end: int) -> Head:
    """The header block that begins at start of raw[:end]."""
    head = Head()
    stop, head.body_at = _bounds(raw, start, end, head)
    lines = raw[start:stop].splitlines()
    rest = _fields(lines, head)
    if rest is not None:  # no empty line at all: the body began at a line that is no header
        head.body_at = _offset(raw, start, stop, rest)
    return head


def read_mail(raw: bytes) -> Head:
    """The header block of the whole mail: also skips a leading mbox line, mends a split block."""
    start = len(raw) - len(raw.lstrip(b"\r\n\xef\xbb\xbf"))
    if MBOX.match(raw, start):
        start = raw.find(b"\n", start) + 1
    head = read(raw, start, len(raw))
    named = {name for name, _ in head.fields}
    if not named & {"from", "subject", "content-type"} and KNOWN.match(raw, _after_blank(raw, head.body_at)):
        more = read(raw, _after_blank(raw, head.body_at), len(raw))
        more.fields = head.fields + more.fields
        more.notes |= head.notes | {"headers.salvaged"}
        return more
    return head


def _after_blank(raw: bytes, at: int) -> int:
    while raw[at : at + 1] in (b"\r", b"\n"):
        at += 1
    return at


def _bounds(raw: bytes, start: int, end: int, head: Head) -> tuple[int, int]:
    """(end of the header block, start of the body)."""
    for empty in (b"\r\n", b"\n"):
        if raw.startswith(empty, start) and start < end:  # a part without any header
            return start, start + len(empty)
    limit = min(end, start + HEAD_BYTES)
    if found := END.search(raw, start, limit):
        return found.start(), found.end()
    if limit == end:
        return end, end
    head.notes.add("headers.cut")
    stop = raw.rfind(b"\n", start, limit) + 1 or limit
    return stop, stop


def _fields(lines: list[bytes], head: Head) -> int | None:
    """Fill head.fields; the number of the line where the body starts when there was no empty line."""
    held: list[bytes] = []
    name = ""
    for number, line in enumerate(lines):
        if line[:1] in (b" ", b"\t") and name:
            held.append(line)
            continue
        found = FIELD.match(line if name or head.fields else line.lstrip())  # some indent the first
        if found is None:
            if _body_begins(lines, number):
                _keep(head, name, held)
                head.notes.add("headers.salvaged")
                return number
            head.notes.add("headers.salvaged")
            continue
        _keep(head, name, held)
        name, held = found.group(1).decode("ascii").lower(), [found.string[found.end() :]]
        if len(head.fields) >= HEADER_FIELDS and (name not in VITAL or head.raw(name)):
            head.notes.add("headers.cut")
            name = ""
    _keep(head, name, held)
    return None


def _body_begins(lines: list[bytes], number: int) -> bool:
    ahead = lines[number + 1 : number + 1 + LOOK_AHEAD]
    return number > 0 and not any(KNOWN.match(line) for line in ahead)


def _keep(head: Head, name: str, held: list[bytes]) -> None:
    if name:
        value = b"".join(held).strip()
        if len(value) > HEADER_VALUE * 4:
            value = value[: HEADER_VALUE * 4]
            head.notes.add("headers.cut")
        head.fields.append((name, value))


def _offset(raw: bytes, start: int, stop: int, lines: int) -> int:
    """Where line number `lines` of raw[start:stop] begins."""
    kept = raw[start:stop].splitlines(keepends=True)[:lines]
    return start + sum(map(len, kept))
