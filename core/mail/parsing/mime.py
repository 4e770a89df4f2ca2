"""The tree of a mail as a flat list of parts, without recursion and within the caps.

Works on offsets into the raw bytes: nothing is copied before a part's content is asked for.
Containers other than multipart (message/rfc822) are leaves: a forwarded mail is a file.
"""

from dataclasses import dataclass, field

from core.mail.parsing import head as heads
from core.mail.parsing import params, transfer
from core.mail.parsing.head import Head
from core.mail.parsing.limits import DEPTH, PARTS

SHARED_HEAD = 2_000  # bytes
BOUNDARY_TRIES = 20_000  # look-alikes of a boundary line examined in one multipart


@dataclass(slots=True)
class Part:
    """One leaf. parent: content types of the multiparts around it, outermost first."""

    raw: bytes = field(repr=False)
    head: Head
    start: int
    end: int
    type: str
    params: dict[str, str]
    parents: tuple[str, ...] = ()

    def content(self) -> bytes:
        """The decoded bytes."""
        encoding = self.head.text("content-transfer-encoding").lower()
        return transfer.decode(self.raw[self.start : self.end], encoding)


@dataclass(slots=True)
class Tree:
    """Leaves in order; top is the head of the mail itself with its own type and parameters."""

    top: Head
    type: str
    params: dict[str, str]
    leaves: list[Part] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)


def walk(raw: bytes) -> Tree:
    """All leaves of a mail."""
    top = heads.read_mail(raw)
    root = _part(raw, top, top.body_at, len(raw), ())
    tree = Tree(top, root.type, root.params, notes=set(top.notes))
    waiting, seen = [root], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > PARTS:
            tree.notes.add("parts.cut")
            break
        children = _children(part, tree) if part.type.startswith("multipart/") else None
        if children is None:
            tree.leaves.append(part)
        else:
            waiting.extend(reversed(children[: PARTS + 1]))
    return tree


def _part(raw: bytes, head: Head, start: int, end: int, parents: tuple[str, ...]) -> Part:
    kind, named = params.split(head.text("content-type"))
    if kind.count("/") != 1 or kind.startswith("/") or kind.endswith("/"):
        kind = "multipart/mixed" if kind == "multipart" and "boundary" in named else "text/plain"
    if kind == "text/plain" and not head.raw("content-type") and parents[-1:] == ("multipart/digest",):
        kind = "message/rfc822"
    return Part(raw, head, start, end, kind[:100], named, parents)


def _children(part: Part, tree: Tree) -> list[Part] | None:
    """Parts between the boundaries; None: no multipart after all, read it as what it looks like."""
    boundary = part.params.get("boundary", "").rstrip()
    spans = _spans(part, boundary.encode("utf-8", "replace")) if boundary else []
    if not spans and (guessed := _guess_boundary(part)):
        tree.notes.add("boundary.guessed")
        spans = _spans(part, guessed)
    if not spans:
        tree.notes.add("multipart.empty")
        part.type, part.params = "text/plain", {}
        return None
    if len(part.parents) >= DEPTH:
        tree.notes.add("depth.cut")
        part.type = "application/octet-stream"
        return None
    around = (*part.parents, part.type)
    return [_child(part, start, end, around, tree) for start, end in spans]


def _child(part: Part, start: int, end: int, around: tuple[str, ...], tree: Tree) -> Part:
    head = heads.read(part.raw, start, end)
    tree.notes |= head.notes
    return _part(part.raw, head, min(head.body_at, end), end, around)


def _spans(part: Part, boundary: bytes) -> list[tuple[int, int]]:
    """(start, end) of each part; an unclosed last part runs to the end of its parent.

    Some programs give a multipart the boundary of the one around it: then parts follow a closing line.
    """
    raw, mark = part.raw, b"--" + boundary
    spans: list[tuple[int, int]] = []
    opened, at = -1, part.start
    for _ in range(BOUNDARY_TRIES):
        at = raw.find(mark, at, part.end)
        if at < 0 or len(spans) > PARTS:
            break
        after = at + len(mark)
        closing = raw.startswith(b"--", after)
        line_end = raw.find(b"\n", after, part.end)
        line_end = part.end if line_end < 0 else line_end + 1
        tail = raw[after + 2 * closing : line_end]
        if (at > part.start and raw[at - 1 : at] not in b"\r\n") or (
            tail.strip() and len(tail) < 1_000 and not closing
        ):
            at = after
            continue
        if opened >= 0:
            spans.append((opened, _before_break(raw, at, opened)))
        if closing and not _is_shared(raw, spans, boundary):
            return spans
        opened, at = -1 if closing else line_end, line_end
    if opened >= 0 and opened < part.end:
        spans.append((opened, part.end))
    return spans


def _is_shared(raw: bytes, spans: list[tuple[int, int]], boundary: bytes) -> bool:
    """Does a multipart among these parts have the same boundary? Then it has nothing but its header."""
    heads_of_parts = (raw[start:end] for start, end in spans if end - start < SHARED_HEAD)
    return any(boundary in head and b"multipart/" in head.lower() for head in heads_of_parts)


def _before_break(raw: bytes, at: int, floor: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    if raw[at - 2 : at] == b"\r\n":
        at -= 2
    elif raw[at - 1 : at] in (b"\n", b"\r"):
        at -= 1
    return max(at, floor)


def _guess_boundary(part: Part) -> bytes:
    """A body whose first line is "--something" shows its boundary although the header lost it."""
    line = part.raw[part.start : part.start + 200].lstrip().split(b"\n", 1)[0].strip()
    return line[2:] if line.startswith(b"--") and 4 <= len(line) < 80 and b" " not in line else b""
