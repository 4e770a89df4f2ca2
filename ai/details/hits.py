"""One place of a text where a value may stand, and RE2 as it is used here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import re2

MOST_HITS = 20  # places of one detail in one text that are looked at
LONGEST = 100  # characters of a value
SURE, LIKELY, UNSURE = 0.97, 0.92, 0.6  # UNSURE is below what a policy applies by itself


class Hit(NamedTuple):
    """start, end: of the value in the text. sure: 0 to 1."""

    value: str
    start: int
    end: int
    sure: float


@lru_cache(maxsize=64)
def form(pattern: str) -> Any:
    """A pattern of ours, compiled; upper and lower case are the same."""
    options = re2.Options()
    options.case_sensitive, options.max_mem = False, 16 << 20
    return re2.compile(pattern, options)


def is_whole(text: str, start: int, end: int) -> bool:
    """Neither letter nor digit stands right before or behind."""
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())
