"""Did you mean: words of what is written here that are like those nothing was found for.

The vocabulary comes from what customers and colleagues said to each other lately, never from notes; and a
suggestion is made only when it finds something for who asks, so it tells nobody anything.
"""

from __future__ import annotations

import re

from django.db import connection
from rapidfuzz import fuzz, process

from core.search.terms import Typed, quoted, take_apart
from tenants.fading import Fading

LOOKED_AT = 2_000  # newest messages
MOST = 4_000  # words, the most frequent
FRESH = 6 * 3600  # seconds
NEAR = 74  # of 100; "refnud" and "refund" are 83 alike, "invoice" and "voice" 83, "cat" and "car" 67
SHORTEST = 4
_VOCABULARY = """
    SELECT word FROM ts_stat($stat$
        SELECT words FROM tickets_message
         WHERE kind IN ('customer', 'reply') AND NOT is_private AND withdrawn_at IS NULL
         ORDER BY id DESC LIMIT {looked_at}
    $stat$) WHERE length(word) BETWEEN {shortest} AND 30 AND word ~ '^[[:alpha:]]+$'
    ORDER BY ndoc DESC, word LIMIT {most}
"""


def suggestion(text: str) -> str:
    """The question with its unknown words replaced by known ones; "" when there is nothing better."""
    typed = take_apart(text)
    swaps = {term.text: near for term in typed.terms if not term.is_denied and (near := _near(term.text))}
    return _swapped(typed, swaps) if swaps else ""


def _read() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_VOCABULARY.format(looked_at=LOOKED_AT, shortest=SHORTEST, most=MOST))
        return [word for (word,) in cursor.fetchall()]


# the most frequent first; without Redis no suggestions, until it is back
vocabulary = Fading[list[str]]("search:vocabulary", FRESH, _read, otherwise=[])


def _near(text: str) -> str:
    """A known word like it; "" when it is one itself, or nothing is like it."""
    word = text.lower()
    if len(word) < SHORTEST or not word.isalpha():
        return ""
    known = vocabulary()
    if word in known:
        return ""
    found = process.extract(word, known, scorer=fuzz.ratio, score_cutoff=NEAR, limit=5)
    best = max(found, key=lambda one: (round(one[1] / 5), -one[2]), default=None)  # among alikes the frequent
    return str(best[0]) if best else ""


def _swapped(typed: Typed, swaps: dict[str, str]) -> str:
    text = typed.text
    for old, new in swaps.items():
        text = re.sub(rf"(?<![\w:]){re.escape(old)}(?!\w)", quoted(new), text, count=1)
    return text
