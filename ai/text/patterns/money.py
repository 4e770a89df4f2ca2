"""Payment cards and bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.text import checks
from ai.text.patterns import around
from ai.text.patterns.around import Span

_GLUE = r"[ \t\n.\-/_]"
_RUN = re.compile(rf"(?<![\d+])\d(?:{_GLUE}{{0,3}}\d){{11,63}}")
_GROUP = re.compile(r"\d+")
_IBAN = re.compile(r"(?:(?<![A-Za-z0-9])|(?<=IBAN))[A-Za-z]{2} ?\d{2}(?:[ .\-\n]{0,2}[A-Za-z0-9]){11,32}")
_LONGEST, _SHORTEST = 19, 12  # digits of a card


def cards(text: str) -> Iterator[Span]:
    """Card numbers with any separators, unless the words around say it is something else.

    An expiry date or a phone may stand right beside the number: every window of whole
    digit groups inside a run is tried, longest first.
    """
    for run in _RUN.finditer(text):
        groups = [
            (run.start() + group.start(), run.start() + group.end()) for group in _GROUP.finditer(run[0])
        ]
        at = 0
        while at < len(groups):
            taken = _card_at(text, groups[at : at + _LONGEST], alone=at == 0 and len(groups) <= _LONGEST)
            if taken and not around.is_thing(text, groups[at][0], groups[at + taken - 1][1], around.CARD):
                yield groups[at][0], groups[at + taken - 1][1]
            at += max(1, taken)


def _card_at(text: str, groups: list[Span], alone: bool) -> int:
    """How many groups from the first on form a card number; 0 for none. alone: no others stand before."""
    digits, found = "", 0
    for number, (start, end) in enumerate(groups, 1):
        digits += text[start:end]
        if len(digits) > _LONGEST:
            break
        whole = alone and number == len(groups)
        if len(digits) >= _SHORTEST and _written_so(text, groups[:number], whole) and checks.is_card(digits):
            found = number
    return found


def _written_so(text: str, groups: list[Span], whole: bool) -> bool:
    """Do people write cards in such groups? Rows of small numbers are a table, not a card.

    A line may break once between groups of four. Single digits and pairs count when they are all there is.
    """
    sizes = [end - start for start, end in groups]
    breaks = text[groups[0][0] : groups[-1][1]].count("\n")
    if breaks:
        return breaks == 1 and min(sizes[:-1]) >= 4
    return min(sizes[:-1], default=4) >= 3 or (whole and set(sizes) in ({1}, {2}))


def ibans(text: str) -> Iterator[Span]:
    """IBANs in groups or in one piece; what follows after the country's length is left alone."""
    at = 0
    while found := _IBAN.search(text, at):
        if end := _iban_end(text, *found.span()):
            yield found.start(), end
        at = end or found.start() + 1  # "Konto AB12 DE89 …": the true one may begin inside


def _iban_end(text: str, start: int, limit: int) -> int:
    """Where the IBAN that starts here ends; 0 when it is none."""
    length = checks.iban_length(text[start : start + 2].upper())
    if length is None:
        return 0
    value, at = "", start
    while at < limit and len(value) < length:
        value += text[at].upper() if text[at].isalnum() else ""
        at += 1
    goes_on = at < len(text) and text[at].isalnum() and text[at - 1].isalnum()
    return at if checks.is_iban(value) and not (goes_on and text[at].isdigit()) else 0
