"""One spelling for what people see as the same: digits, blanks and dashes of all scripts.

Card numbers come in full-width digits, with narrow blanks or with invisible characters inside.
Finders read the plain text; places are told in the text as it was written.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass

from ai.text.clean import INVISIBLE

_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_STRANGE = re.compile(
    f"[\u0660-\u06f9\u0966-\u0e59\u0ed0-\uabf9\uff01-\uff5e{_BLANKS}{_DASHES}\ud800-\udfff\U0001d7ce-\U0001d7ff]"
)
_JOINERS = "\u200c\u200d"


def _same() -> dict[int, str]:
    table = {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x80, sys.maxunicode + 1)
        if chr(code).isdecimal()
    }
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width letters and signs
    table |= dict.fromkeys(range(55296, 57344), "�")  # lone surrogates: no engine takes them
    for name, plain in ((_BLANKS, " "), (_DASHES, "-")):
        pattern = re.compile(f"[{name}]")
        table |= {code: plain for code in range(0x80, 0x10000) if pattern.match(chr(code))}
    return table


_SAME = _same()


@dataclass(frozen=True, slots=True)
class Plain:
    """text: as finders read it. places: of each of its characters in the original; None where equal."""

    text: str
    places: list[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """A span of the plain text in the text as it was written."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def plain(text: str) -> Plain:
    """Linear; most texts come back as they are."""
    if text.isascii():
        return Plain(text)
    seen = text.translate(_SAME) if _STRANGE.search(text) else text
    if not INVISIBLE.search(seen) and not any(joiner in seen for joiner in _JOINERS):
        return Plain(seen)
    places = [
        place
        for place, character in enumerate(seen)
        if character not in _JOINERS and not INVISIBLE.match(character)
    ]
    return Plain("".join(seen[place] for place in places), places)
