"""What colleagues can be told of, for which reason, and where: pure facts, no queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from core.tickets.rules import VIEW

__all__ = ["APP", "CELLS", "DEFAULTS", "EVENTS", "KINDS", "MAIL", "VIEW"]

Cells = Mapping[str, Iterable[str]]
APP, MAIL = "app", "mail"  # channels of a person
MINE, TEAM, LEAD, WATCHED, MENTIONED, ALL = "mine", "team", "lead", "watched", "mentioned", "all"

# kind of a notification -> event of the matrix
KINDS = {
    "assigned": "assigned",
    "mention": "mention",
    "new": "new",
    "reply": "reply",
    "aside": "reply",
    "note": "note",
    "warning": "warning",
    "breach": "breach",
    "back": "back",
    "bounced": "bounced",
    "source": "system",
    "relay": "system",
    "hook": "system",
}
# event -> for whom it may be told
EVENTS: dict[str, tuple[str, ...]] = {
    "assigned": (MINE, WATCHED, ALL),
    "mention": (MENTIONED,),
    "new": (TEAM, ALL),
    "reply": (MINE, TEAM, WATCHED, ALL),
    "note": (MINE, WATCHED, ALL),
    "warning": (MINE, LEAD, WATCHED, ALL),
    "breach": (MINE, LEAD, WATCHED, ALL),
    "back": (MINE, TEAM),
    "bounced": (MINE, WATCHED, ALL),
    "system": (MINE,),
}
CELLS = frozenset(f"{event}:{scope}" for event, scopes in EVENTS.items() for scope in scopes)
DEFAULTS: dict[str, frozenset[str]] = {
    "assigned:mine": frozenset({APP, MAIL}),
    "mention:mentioned": frozenset({APP, MAIL}),
    "new:team": frozenset({APP}),
    "reply:mine": frozenset({APP, MAIL}),
    "reply:watched": frozenset({APP}),
    "note:mine": frozenset({APP}),
    "note:watched": frozenset({APP}),
    "warning:mine": frozenset({APP, MAIL}),
    "warning:lead": frozenset({APP, MAIL}),
    "breach:mine": frozenset({APP, MAIL}),
    "breach:lead": frozenset({APP, MAIL}),
    "back:mine": frozenset({APP}),
    "back:team": frozenset({APP}),
    "bounced:mine": frozenset({APP}),
    "system:mine": frozenset({APP}),  # owners get letters of these anyway
}

MAIL_WAIT = timedelta(minutes=2)  # time to read it on the screen, and for more to come in
MAIL_ALARM, DIGEST_ALARM = "notify.mail", "notify.digest"  # of a person
DIGEST_HOUR = 8  # in the person's zone
MOST_IN_A_LETTER = 30
LONGEST_SNOOZE = timedelta(days=31)

ARRANGE = "desk.manage"
HOOKED = (
    "new",
    "assigned",
    "reply",
    "aside",
    "note",
    "warning",
    "breach",
    "bounced",
)  # kinds a channel may hear
HOOK_ALARM = "notify.hook"  # of a call: the net behind its wake-up
HOOK_LEASE = timedelta(seconds=60)  # longer than a call may take
HOOK_WAITS = (30, 120, 600, 1_800, 7_200)  # seconds before the next try; then the message is given up
HOOK_OFF_AFTER = 10  # failures in a row
MOST_HOOKS = 20

KEPT = timedelta(days=90)
SWEPT_AT_ONCE = 5_000
TRIAGE_WAIT = timedelta(seconds=45)  # a new ticket is told of once triage has looked, or after so long
NEW_ALARM = "notify.new"


def cleaned(
    cells: Mapping[str, Iterable[str]], usual: Mapping[str, frozenset[str]] = DEFAULTS
) -> dict[str, list[str]]:
    """What differs of what is usual. Raises KeyError for a cell or channel that there is none of.

    A mail is about a line under the bell, so who wants the mail has the line.
    """
    found = {}
    for cell, channels in cells.items():
        wanted = frozenset(channels) | ({APP} if MAIL in channels else frozenset())
        if cell not in CELLS or wanted - {APP, MAIL}:
            raise KeyError(cell)
        if wanted != usual.get(cell, frozenset()):
            found[cell] = sorted(wanted)
    return found


def usual_with(cells: Cells) -> dict[str, frozenset[str]]:
    """Every cell as it is with these differences."""
    known = {cell: DEFAULTS.get(cell, frozenset()) for cell in CELLS}
    return known | {cell: frozenset(channels) for cell, channels in cells.items() if cell in CELLS}
