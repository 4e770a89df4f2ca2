"""What somebody passes on: the words above, and the mail below with the head its program printed."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from core.mail.html import attribution, headers
from core.mail.parsing import addresses
from core.mail.parsing.limits import TRIM_CHARS
from core.mail.parsing.shapes import Address

HEAD_LINES = 20  # of a printed head, long recipient lists wrapped
MARKS = 3  # lines between "Forwarded message" and the head
_MAILTO = re.compile(r"\[mailto:([^\]\s]{3,254})\]", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\[\]()\"',;:]{1,64}@[^\s<>\[\]()\"',;:]{1,190}")
_PREFIX = re.compile(rf"(?:{attribution.FORWARD_SUBJECT.pattern})+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """above: what the forwarder adds. sender: whose mail it is. text: that mail's own words."""

    above: str
    sender: Address
    text: str


def forwarded(text: str, subject: str = "") -> Forwarded | None:
    """The first mail passed on in this text; None without a mark of forwarding or an address in its head."""
    lines = text[:TRIM_CHARS].split("\n")
    start = _start(lines, attribution.forwarded_subject(subject))
    if start is None:
        return None
    mark, head = start
    end = next((at for at in range(head, len(lines)) if not lines[at].strip("> \t")), len(lines))
    sender = _sender(lines[head : min(end, head + HEAD_LINES)])
    if sender is None:
        return None
    body = [_unmarked(line) for line in lines[end:]] if lines[head].startswith(">") else lines[end:]
    return Forwarded("\n".join(lines[:mark]).strip(), sender, "\n".join(body).strip() + text[TRIM_CHARS:])


def bare_subject(subject: str) -> str:
    """ "Fwd: WG: Invoice" -> "Invoice"."""
    return _PREFIX.sub("", subject, count=1).strip()


def _start(lines: list[str], is_named: bool) -> tuple[int, int] | None:
    """(line of the mark, first line of the head). is_named: the subject says that it is a forward.

    Heads first: most mails have none, and marks take longer to look for.
    """
    heads = [at for at, line in enumerate(lines) if (":" in line or "：" in line) and _is_head(lines, at)]
    for at in sorted({max(head - above, 0) for head in heads for above in range(MARKS + 1)}):
        bare = lines[at].lstrip("> ")
        is_mark = attribution.forward(bare) or (is_named and attribution.original(bare))
        below = heads[bisect_left(heads, at)]
        if is_mark or (is_named and below == at):
            return at, below
    return None


def _is_head(lines: list[str], at: int) -> bool:
    return headers.is_block([line.lstrip("> ") for line in lines[at : at + 8]])


def _sender(head: list[str]) -> Address | None:
    for line in head:
        found = headers.LABELS.match(line)
        if found and found.group("from"):
            value = _MAILTO.sub(r"<\1>", line[found.end() :]).strip(" *")
            people = addresses.parse(value, 1)
            if people and _ADDRESS.fullmatch(people[0].address):
                return Address(people[0].name.strip("* '"), people[0].address)
            bare = _ADDRESS.search(value)
            return Address(value[: bare.start()].strip(" <(*\"'"), bare.group()) if bare else None
    return None


def _unmarked(line: str) -> str:
    return re.sub(r"^> ?", "", line, count=1)
