"""What colleagues can be told of, for which reason, and where: pure facts, no queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from core.tickets.rules import VIEW

__all__ = ["APP", "CELLS", "CHANNELS", "DEFAULTS", "EVENTS", "KINDS", "MAIL", "PUSH", "VIEW"]

Cells = Mapping[str, Iterable[str]]
APP, MAIL, PUSH = "app", "mail", "push"  # channels of a person
CHANNELS = (APP, PUSH, MAIL)
MINE, TEAM, LEAD, WATCHED, MENTIONED, ALL = "mine", "team", "lead", "watched", "mentioned", "all"
RESPONSIBLE = "responsible"  # answers for the ticket, whoever holds it

# kind of a notification -> event of the matrix
KINDS = {
    "assigned": "assigned",
    "responsible": "responsible",
    "mention": "mention",
    "new": "new",
    "reply": "reply",
    "aside": "reply",
    "note": "note",
    "warning": "warning",
    "breach": "breach",
    "back": "back",
    "called": "called",
    "approval": "approval",
    "decided": "approval",
    "bounced": "bounced",
    "task": "task",
    "task_due": "task_due",
    "task_late": "task_due",
    "task_mention": "mention",
    "source": "system",
    "relay": "system",
    "hook": "system",
    "timer": "time",
    "evening": "time",
    "summary": "time",
}
# event -> for whom it may be told
EVENTS: dict[str, tuple[str, ...]] = {
    "assigned": (MINE, WATCHED, ALL),
    "responsible": (MENTIONED,),
    "mention": (MENTIONED,),
    "new": (TEAM, ALL),
    "reply": (MINE, TEAM, WATCHED, ALL),
    "note": (MINE, WATCHED, ALL),
    "warning": (MINE, RESPONSIBLE, LEAD, WATCHED, ALL),
    "breach": (MINE, RESPONSIBLE, LEAD, WATCHED, ALL),
    "back": (MINE, TEAM),
    "called": (MENTIONED,),
    "approval": (MENTIONED,),
    "bounced": (MINE, WATCHED, ALL),
    "time": (MINE,),
    "task": (MINE,),
    "task_due": (MINE,),
    "system": (MINE,),
}
CELLS = frozenset(f"{event}:{scope}" for event, scopes in EVENTS.items() for scope in scopes)
DEFAULTS: dict[str, frozenset[str]] = {
    "assigned:mine": frozenset({APP, MAIL, PUSH}),
    "responsible:mentioned": frozenset({APP, MAIL, PUSH}),
    "mention:mentioned": frozenset({APP, MAIL, PUSH}),
    "new:team": frozenset({APP}),
    "reply:mine": frozenset({APP, MAIL, PUSH}),
    "reply:watched": frozenset({APP}),
    "note:mine": frozenset({APP}),
    "note:watched": frozenset({APP}),
    "warning:mine": frozenset({APP, MAIL, PUSH}),
    "warning:responsible": frozenset({APP, MAIL, PUSH}),
    "warning:lead": frozenset({APP, MAIL, PUSH}),
    "breach:mine": frozenset({APP, MAIL, PUSH}),
    "breach:responsible": frozenset({APP, MAIL, PUSH}),
    "breach:lead": frozenset({APP, MAIL, PUSH}),
    "back:mine": frozenset({APP}),
    "back:team": frozenset({APP}),
    "called:mentioned": frozenset({APP, MAIL, PUSH}),
    "approval:mentioned": frozenset({APP, MAIL, PUSH}),
    "bounced:mine": frozenset({APP}),
    "time:mine": frozenset({APP, PUSH}),
    "task:mine": frozenset({APP, MAIL, PUSH}),
    "task_due:mine": frozenset({APP, MAIL}),
    "system:mine": frozenset({APP}),  # owners get letters of these anyway
}

PUSH_WAIT = timedelta(seconds=2)  # more may come in the same moment
PUSH_NET = timedelta(minutes=1)  # after which a push that did not leave is tried again, then 1, 2, 4 ... min
PUSH_STALE = timedelta(hours=1)  # what could not be pushed by then is no news any more
PUSH_ALARM = "notify.push"  # of a person: the net behind the wake-up
MOST_BROWSERS = 10  # of a person; the one unused for longest gives way
MOST_PUSHED = 3  # at one go; the rest is a number
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
HOOK_WAITS = (  # seconds before the next try: 24 hours in all, then the message is given up
    30, 120, 600, 1_800, 7_200, 14_400, 28_800, 33_450,
)  # fmt: skip
HOOK_OFF_AFTER = 10  # failures in a row, of one that took nothing for as long as a message is tried
HOOK_PATIENCE = timedelta(seconds=sum(HOOK_WAITS))
MOST_HOOKS = 20
CALLS_KEPT = timedelta(days=30)  # what programs were sent

KEPT = timedelta(days=90)
SWEPT_AT_ONCE = 5_000
TRIAGE_WAIT = timedelta(seconds=45)  # a new ticket is told of once triage has looked, or after so long
NEW_ALARM = "notify.new"


def cleaned(
    cells: Mapping[str, Iterable[str]], usual: Mapping[str, frozenset[str]] = DEFAULTS
) -> dict[str, list[str]]:
    """What differs of what is usual. Raises KeyError for a cell or channel that there is none of.

    A mail or a push is about a line under the bell, so who wants it has the line.
    """
    found = {}
    for cell, channels in cells.items():
        wanted = frozenset(channels) | ({APP} if channels else frozenset())
        if cell not in CELLS or wanted - frozenset(CHANNELS):
            raise KeyError(cell)
        if wanted != usual.get(cell, frozenset()):
            found[cell] = sorted(wanted)
    return found


def usual_with(cells: Cells) -> dict[str, frozenset[str]]:
    """Every cell as it is with these differences."""
    known = {cell: DEFAULTS.get(cell, frozenset()) for cell in CELLS}
    return known | {cell: frozenset(channels) for cell, channels in cells.items() if cell in CELLS}
