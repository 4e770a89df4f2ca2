"""Where quoted words stand in a message as it was written, for people who want to see them there.

Engines read cleaned text: blanks are folded and invisible characters gone. So words are looked for as
they are, then with any blanks between them.
"""

from __future__ import annotations

import re

import re2

from tenants.kernel.text import storable

LONGEST = 300  # characters of a quote that is looked for


def place(quote: str, text: str) -> tuple[int, int] | None:
    """(start, end) of the first place, end exclusive; None when the words do not stand there."""
    quote = storable(quote).strip()  # a model may name half a character
    if not quote or len(quote) > LONGEST:
        return None
    if (at := text.find(quote)) >= 0:
        return at, at + len(quote)
    words = quote.split()
    if len(words) < 2:
        return None
    found = re2.search(r"\pZ{0,3}[\s\pZ]{1,9}".join(map(re.escape, words)), text)
    return found.span() if found else None
