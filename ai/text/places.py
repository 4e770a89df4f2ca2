"""Where quoted words stand in a message as it was written, for people who want to see them there.

Engines read cleaned text: blanks are folded and invisible characters gone. So words are looked for as
they are, then with any blanks between them.
"""

from __future__ import annotations

import re

import re2

from tenants.kernel.text import storable

LONGEST = 300  # characters of a quote that is looked for
Span = tuple[int, int]


def place(quote: str, *texts: str) -> tuple[int, Span] | None:
    """(which text, (start, end)) of the first place, end exclusive; None when the words stand in none.

    As whole words in any of the texts goes before "hello" for "Hello", and that before pieces of words.
    """
    quote = storable(quote).strip()  # a model may name half a character
    if not quote or len(quote) > LONGEST:
        return None
    for way in (_whole, _in_any_case, _inside):
        for number, text in enumerate(texts):
            if (found := way(quote, text)) is not None:
                return number, found
    return None


def _whole(quote: str, text: str) -> Span | None:
    at = text.find(quote)
    while at >= 0:
        end = at + len(quote)
        if not _joined(text[at - 1 : at + 1]) and not _joined(text[end - 1 : end + 1]):
            return at, end
        at = text.find(quote, at + 1)
    return None


def _in_any_case(quote: str, text: str) -> Span | None:
    lowered = text.lower()
    return _whole(quote.lower(), lowered) if len(lowered) == len(text) else None  # some letters become two


def _inside(quote: str, text: str) -> Span | None:
    """Wherever it stands, then with any blanks between its words."""
    if (at := text.find(quote)) >= 0:
        return at, at + len(quote)
    words = quote.split()
    if len(words) < 2:
        return None
    found = re2.search(r"\pZ{0,3}[\s\pZ]{1,9}".join(map(re.escape, words)), text)
    return found.span() if found else None


def _joined(pair: str) -> bool:
    """Two characters of one word: no word begins or ends between them."""
    return len(pair) == 2 and pair[0].isalnum() and pair[1].isalnum()
