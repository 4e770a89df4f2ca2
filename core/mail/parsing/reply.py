"""The new words of an answer, apart from what it quotes. A union of rules, in order of trust:

our own delimiter line, the marks of mail programs in the HTML (core.mail.html.quotes), then plain
text: announcements ("On … wrote:" in 40 languages), header blocks, ">" lines. The signature is looked
for in what is left (core.mail.html.signature). Linear, one second at most, and in doubt everything is
kept. All parts are always returned.
"""

import re
import time
from dataclasses import dataclass

from core.mail.html import Page, attribution, delimiter, headers, signature
from core.mail.parsing.limits import TRIM_CHARS, TRIM_LINE, TRIM_SECONDS

DELIMITER = "##- Please type your reply above this line -##"
SHORT = 3  # characters of new text below which nothing is cut by weak evidence
BLANKS = re.compile(r"\n(?:[ \t\u00a0]*\n){2,}")
SHARED = re.compile(
    r"^(?P<new>(?!\s*On\b).{1,400}?)(?:\s|-{2,4}\s)(?P<said>On\s(?:[A-Z][a-z]{2,8},?\s|\d).{8,300}\swrote:)\s*$"
)
MOST = 0.95  # share that may vanish by weak evidence
WRAP = 4  # an announcement is wrapped over this many lines at most
WORD = re.compile(r"\w")
QUOTE = re.compile(r"^\s{0,3}[>|｜＞]")
QUOTE_SIGN = re.compile(r"[>|｜＞]")
RULES = frozenset("-_=*>oO")  # first signs of a ruled line
OPEN_LINK = re.compile(r"[(<\[]https?://[^\s)>\]]+$")
LINK = re.compile(r"^\s*[(<\[]?https?://[^\s]+[)>\]]?\s*>?\s*$")


@dataclass(frozen=True, slots=True)
class Reply:
    """new: what this mail adds; quoted: the mails it answers; signature: the sender's. Each may be empty."""

    new: str
    quoted: str = ""
    signature: str = ""


def trim(text: str, page: Page | None = None, *, subject: str = "", sender: str = "") -> Reply:
    """The parts of a mail body. page: the same mail's HTML, already split by its structure.

    sender: the display name in From.
    """
    if attribution.forwarded_subject(subject, text) and not delimiter.OURS.search(text[:TRIM_CHARS]):
        return Reply(text.strip())
    if page is not None and (page.quoted or page.signature):
        rest = plain(page.new, sender=sender)
        parts = Reply(rest.new, _join(rest.quoted, page.quoted), _join(rest.signature, page.signature))
        return _sane(page.text, parts, strong=True)
    return plain(text, sender=sender)


def plain(text: str, *, sender: str = "") -> Reply:
    """By the rules for plain text alone."""
    reply = _apart(text)
    lines = reply.new[:TRIM_CHARS].split("\n")
    at = (
        signature.start([line[:TRIM_LINE] for line in lines], sender)
        if len(reply.new) <= TRIM_CHARS
        else None
    )
    if at is None:
        return reply
    signed = Reply(_text(lines[:at]), reply.quoted, _text(lines[at:]))
    return signed if WORD.search(signed.new) else reply


def _apart(text: str) -> Reply:
    """New words and quotation, the signature still among the new words."""
    head, tail = text[:TRIM_CHARS], text[TRIM_CHARS:]
    lines = head.split("\n")
    if "wrote:" in head:
        lines = [part for line in lines for part in _unshared(line)]
    cut, strong = _cut(lines, time.monotonic() + TRIM_SECONDS)
    if cut is None:
        return Reply(text.strip())
    new, between, behind = cut
    if tail:
        behind = [*behind, tail]
    said = BLANKS.sub("\n\n", _text(new)) if between else _text(new)  # no hole where a quotation was
    return _sane(text, Reply(said, _text([*between, *behind])), strong)


def _unshared(line: str) -> list[str]:
    """Some programs write the announcement behind the last word of the answer."""
    found = SHARED.match(line) if line.rstrip().endswith("wrote:") and len(line) < TRIM_LINE else None
    return [found["new"], found["said"]] if found and attribution.wrote(found["said"]) else [line]


def _sane(text: str, reply: Reply, strong: bool) -> Reply:
    size = len(text.strip())
    lost = size - len(reply.new) - len(reply.signature)
    if not WORD.search(reply.new):
        return Reply(text.strip())
    if not strong and (len(reply.new) < SHORT or (size and lost / size > MOST)):
        return Reply(text.strip())
    return reply


def _join(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _text(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n\t \u00a0")


Cut = tuple[list[str], list[str], list[str]]


def _cut(lines: list[str], deadline: float) -> tuple[Cut | None, bool]:
    """((new lines, quoted lines inside, quoted lines behind) or None, is the evidence strong?)."""
    seen = [line if len(line) <= TRIM_LINE else line[:TRIM_LINE] for line in lines]
    said = "\n".join(seen)
    marks = _quoted_lines(seen) if QUOTE_SIGN.search(said) else [False] * len(seen)
    likely = delimiter.is_likely(said)
    cuts = (at for at, line in enumerate(seen) if likely and not marks[at] and delimiter.is_delimiter(line))
    end = next(cuts, len(lines))
    strong, marks = end < len(lines), marks[:end]
    start = _announced(seen, end, marks, deadline)
    if start is not None:
        end, strong = start, True
    new, inside = _by_marks(lines[:end], marks[:end])
    strong = strong or bool(inside)
    if end == len(lines) and not inside:
        return None, strong
    return (new, inside, lines[end:]), strong


def _quoted_lines(lines: list[str]) -> list[bool]:
    """Which lines bear the mark of a quotation; a link that a program broke out of one counts to it."""
    marks = [QUOTE.match(line) is not None and not line.rstrip().endswith(("<<", ">>>")) for line in lines]
    for at in range(1, len(lines) - 1):
        if marks[at] or not marks[at - 1] or not lines[at].strip():
            continue
        long = 1 if marks[at + 1] else 2 if marks[at + 2 : at + 3] == [True] else 0
        if long and (LINK.match("".join(lines[at : at + long])) or _ends_link(lines[at - 1], lines[at])):
            marks[at : at + long] = [True] * long
    return marks


def _ends_link(before: str, line: str) -> bool:
    """Was a link wrapped, so that its second half lost the mark?"""
    return len(line.split()) == 1 and OPEN_LINK.search(before) is not None


def _announced(lines: list[str], end: int, marks: list[bool], deadline: float) -> int | None:
    """Line of the first announcement after which nothing but quotation follows."""
    for at in range(end):
        line = lines[at].strip()
        if at % 500 == 0 and time.monotonic() > deadline:
            return None
        if marks[at] or not line:
            continue
        colon = ":" in line or "：" in line
        if not (colon or line[0] in RULES or line.endswith("> wrote")):
            continue
        if attribution.original(line) and not attribution.forward(line):
            return _with_rule(lines, at)
        start = _wrapped(lines, at) if line.endswith(attribution.ENDS) else None
        if start is not None and _open_end(marks, at, lines):
            return start
        if colon and headers.is_block(_filled(lines, at, end)):
            if _after_forward(lines, at):
                return None
            if WORD.search(" ".join(lines[:at])):
                return _with_rule(lines, at)
    return None


def _filled(lines: list[str], at: int, end: int) -> list[str]:
    return [line for line in lines[at : min(end, at + 12)] if line.strip()][:8]


def _wrapped(lines: list[str], at: int) -> int | None:
    """First line of the announcement that ends at this line, None when it is none."""
    joined, shortest = "", None
    for back in range(at, max(at - WRAP, -1), -1):
        if not lines[back].strip():
            break
        joined = f"{lines[back].strip()} {joined}".strip()
        if not attribution.wrote(joined):
            continue
        if attribution.STARTS.match(joined) or back == 0 or not lines[back - 1].strip():
            return back
        shortest = back if shortest is None else shortest
    return shortest


def _open_end(marks: list[bool], at: int, lines: list[str]) -> bool:
    """Unmarked text follows the announcement: the program does not mark quotations, all of it is one.

    Marked text follows: the marks tell better what is quoted, unless nothing unmarked comes later.
    """
    following = next((i for i in range(at + 1, len(marks)) if lines[i].strip()), None)
    if following is None or not marks[following]:
        return True
    return not any(lines[i].strip() and not marks[i] for i in range(following, len(marks)))


def _with_rule(lines: list[str], at: int) -> int:
    """The line of underscores or dashes above a header block belongs to it."""
    above = at - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and re.fullmatch(r"\s*[_\-=*]{3,}\s*", lines[above]) else at


def _after_forward(lines: list[str], at: int) -> bool:
    return any(attribution.forward(line) for line in lines[max(at - 3, 0) : at])


def _by_marks(lines: list[str], marks: list[bool]) -> tuple[list[str], list[str]]:
    """(own lines, quoted lines). Answers between quotations keep the quotations they answer."""
    if not any(marks):
        return lines, []
    announcing = _announcing(lines, marks)
    own = [at for at, line in enumerate(lines) if line.strip() and not marks[at] and at not in announcing]
    if not own:
        return [], lines
    answered = sum(1 for before, at in zip([-1, *own], own, strict=False) if any(marks[before + 1 : at]))
    if answered > 1:
        return lines[: own[-1] + 1], lines[own[-1] + 1 :]
    keep = set(own)
    inside = [line for at, line in enumerate(lines) if marks[at] or (line.strip() and at not in keep)]
    return [
        line for at, line in enumerate(lines) if at in keep or (not line.strip() and not marks[at])
    ], inside


def _announcing(lines: list[str], marks: list[bool]) -> set[int]:
    """Unmarked lines that announce a quotation right below them."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        below = next((i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()), None)
        if marks[at] or below is None or not marks[below]:
            continue
        start = _wrapped(lines, at) if line.rstrip().endswith((":", "：")) else None
        if start is not None:
            found.update(range(start, at + 1))
        elif attribution.dated(line):
            found.add(at)
    return found
