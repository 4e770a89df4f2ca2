"""Lengths of work as people write and read them: "1.5", "1h 30m", "1:30", "90m" are ninety minutes."""

from __future__ import annotations

import re

HOUR = 60
LONGEST_TEXT = 20
_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)")
_PARTS = re.compile(r"(?:(\d{1,5}(?:[.,]\d{1,3})?)h)?(?:(\d{1,6})(?:m|min))?")
_HOURS = re.compile(r"\d{1,5}(?:[.,]\d{1,3})?|[.,]\d{1,3}")


def read(text: str) -> int | None:
    """Whole minutes; a bare number is hours. None for what is no length of time."""
    plain = re.sub(r"\s+", "", text[:LONGEST_TEXT]).lower()
    if not plain.isascii() or not plain:
        return None
    if found := _CLOCK.fullmatch(plain):
        return int(found[1]) * HOUR + int(found[2])
    if _HOURS.fullmatch(plain):
        return _minutes(plain)
    found = _PARTS.fullmatch(plain)
    return _minutes(found[1] or "0") + int(found[2] or 0) if found else None


def hours(minutes: int) -> str:
    """ "1h 30m", "45m", "2h", "0m": as `read` takes it."""
    whole, rest = divmod(minutes, HOUR)
    return " ".join([*([f"{whole}h"] if whole else []), *([f"{rest}m"] if rest or not whole else [])])


def _minutes(number: str) -> int:
    return round(float(number.replace(",", ".")) * HOUR)
