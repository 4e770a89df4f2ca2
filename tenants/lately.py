"""Answers to one question that may be some seconds old: one asks anew, the others go on with the last.

For counts that cost as much as the page around them. When the time of one is over, whoever comes first
counts; else all who come meanwhile would count the same, at the very moment when the desk is busiest.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from django.core.cache import cache

T = TypeVar("T")
AT_MOST = 2  # times `seconds`: what nobody asked for that long is counted before it is shown


def lately(
    key: str,
    seconds: int,
    ask: Callable[[], T],
    *,
    question: str = "",
    is_worth: Callable[[T], bool] = lambda value: True,
) -> T:
    """What `ask` said at most `seconds` ago, or while somebody asks it anew: twice as long.

    key: in the cache, with the answer to one question at a time. is_worth: whether to remember an answer.
    """
    fresh = f"{key}:fresh"
    with suppress(Exception):  # Redis away: ask each time
        known = cache.get_many([key, fresh])
        asked, value = known.get(key, (None, None))
        if asked == question and (fresh in known or not cache.add(fresh, 1, seconds)):
            return value  # type: ignore[no-any-return]
    value = ask()
    if is_worth(value):
        with suppress(Exception):
            cache.set(key, (question, value), AT_MOST * seconds)
            cache.set(fresh, 1, seconds)
    return value


def forget(key: str) -> None:
    """The next one asks, whoever it is."""
    with suppress(Exception):  # Redis away: nothing was remembered
        cache.delete(key)
