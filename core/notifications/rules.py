"""What colleagues can be told of, for which reason, and where: pure facts, no queries."""

from __future__ import annotations

from datetime import timedelta

from core.tickets.rules import VIEW

__all__ = ["APP", "CELLS", "DEFAULTS", "EVENTS", "KINDS", "MAIL", "VIEW"]

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

KEPT = timedelta(days=90)
SWEPT_AT_ONCE = 5_000
TRIAGE_WAIT = timedelta(seconds=45)  # a new ticket is told of once triage has looked, or after so long
NEW_ALARM = "notify.new"
