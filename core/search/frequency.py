"""How frequent words are here, by PostgreSQL's own statistics: it decides from which end they are looked for.

What stands in many rows is soon met among the newest ones; what stands in few is found by the index, whatever
the age. PostgreSQL would choose by itself, but for an unfinished word it takes a share of 0.5 % at least, and
then reads the whole table for a rare one. A wrong guess costs time and finds the same: a word that is not
known, or a desk that was never analyzed, counts as rare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import prod, sqrt

from django.db import connection

from core.search.terms import Term
from tenants.fading import Fading

SAID, ENTRIES, TITLES = "tickets_message", "search_entry", "ticket_subject_words"  # in pg_stats
KEPT = 0.003  # shares below are remembered of no word
DEAR = {SAID: 0.2, ENTRIES: 0.2, TITLES: 3.0}  # to read one of the newest rows, when one by the index is 1
ENDING = 4  # letters
FRESH, NEAR = 1_800, 60  # seconds
Shares = Mapping[str, Mapping[str, float]]
_WORD = re.compile(r"\w+")
_SHARES = """
    SELECT tablename, word, share
      FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS one(word, share)
     WHERE schemaname = current_schema() AND tablename = ANY(%s) AND attname IN ('words', 'to_tsvector')
       AND word IS NOT NULL AND share >= %s
"""


def share(known: Shares, where: str, terms: Sequence[Term]) -> float:
    """Of the rows there, about how many have all these words; 0.0: few."""
    words = [word for term in terms for word in _WORD.findall(term.text.lower())]
    return prod(_of_word(known.get(where, {}), word, where == ENTRIES) for word in words) if words else 0.0


def is_frequent(where: str, share: float, rows: int, wanted: int) -> bool:
    """Is going back from the newest row quicker than the index, until there are so many as wanted?

    The one reads wanted / share rows, the other brings share * rows.
    """
    return rows > 0 and share >= sqrt(DEAR[where] * wanted / rows)


def _of_word(known: Mapping[str, float], word: str, by_stem: bool) -> float:
    """The word itself, what begins with it, and (by_stem) what it may be a form of."""
    alike = (
        share for one, share in known.items() if one.startswith(word) or (by_stem and _may_be_of(one, word))
    )
    return min(sum(alike), 1.0)


def _may_be_of(stem: str, word: str) -> bool:
    """ "compani" of companies: a stem's last letter is not always the word's."""
    return len(stem) > 3 and len(word) - len(stem) <= ENDING and word.startswith(stem[:-1])


def _read() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {SAID: {}, ENTRIES: {}, TITLES: {}}
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [list(found), KEPT])
        for where, word, share in cursor.fetchall():
            found[where][word] = share
    return found


# {where: {word: its share}} of the frequent ones; without Redis every word is rare
shares = Fading[Shares]("search:shares", FRESH, _read, otherwise={}, near=NEAR)
