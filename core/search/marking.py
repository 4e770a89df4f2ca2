"""One line around the words that hit, in stretches of plain text: whoever shows them escapes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

Snippet = list[tuple[str, bool]]
Marks = re.Pattern[str] | None
AROUND = 60  # characters shown before the first hit
LONGEST = 220
_SHOWN = 400  # words of a question that are marked, at most as characters in a pattern
_STEMS = """
    SELECT DISTINCT word FROM unnest(%s::text[]) config,
           LATERAL unnest(tsvector_to_array(to_tsvector(config::regconfig, %s))) word
"""
_TOKEN = re.compile(r"\w+", re.UNICODE)


def beginnings(text: str, stemmers: Iterable[str]) -> list[str]:
    """Beginnings of the words that count as these: themselves, and their stems. One query, once a process."""
    words = [word.lower() for word in _TOKEN.findall(text)][:16]
    known = _stems(" ".join(words), tuple(stemmers))
    # "compani" for company and companies: the stem's last letter is not always the word's
    stems = [stem[:-1] if stem.endswith(("i", "y")) and len(stem) > 4 else stem for stem in known]
    return list(dict.fromkeys([*words, *(stem for stem in stems if len(stem) > 2)]))


@lru_cache(maxsize=1024)
def _stems(words: str, stemmers: tuple[str, ...]) -> tuple[str, ...]:
    """By PostgreSQL's dictionaries, which are the same for every organization."""
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [list(stemmers), words])
        return tuple(stem for (stem,) in cursor.fetchall())


def pattern(begin: Iterable[str]) -> Marks:
    """Finds words that begin so; None for none."""
    known = [re.escape(word) for word in begin if word][:_SHOWN]
    return re.compile(rf"\b(?:{'|'.join(known)})\w*", re.IGNORECASE) if known else None


def snippet(text: str, marks: Marks) -> Snippet:
    """(text, is it a hit) for one line; from the beginning when nothing hits."""
    flat = " ".join(text.split())
    first = marks.search(flat) if marks else None
    start = _start(flat, first.start() if first else 0)
    shown = flat[start : start + LONGEST]
    parts: Snippet = [("…", False)] if start else []
    parts += stretches(shown, marks)
    return [*parts, ("…", False)] if len(flat) > start + LONGEST else parts


def stretches(shown: str, marks: Marks) -> Snippet:
    parts: Snippet = []
    at = 0
    for found in marks.finditer(shown) if marks else ():
        parts += [(shown[at : found.start()], False), (found.group(), True)]
        at = found.end()
    return [part for part in [*parts, (shown[at:], False)] if part[0]]


def _start(flat: str, hit: int) -> int:
    """Where the line begins: a word before the hit, not in the middle of one."""
    if hit <= AROUND:
        return 0
    blank = flat.find(" ", hit - AROUND, hit)
    return blank + 1 if blank >= 0 else hit
