"""When a new desk is open, in the time zone of the signup; and around the clock, ready to be chosen."""

from __future__ import annotations

OFFICE, ALWAYS = [[9 * 60, 17 * 60]], [[0, 24 * 60]]

# key, name, week, default or not
CALENDARS = (
    ("office", "Office hours", [OFFICE] * 5 + [[]] * 2, True),
    ("always", "Around the clock", [ALWAYS] * 7, False),
)
