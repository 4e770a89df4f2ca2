"""What an organization's state allows at every door, and which state may follow which. Pure tables.

Two things make a state. Its *standing* is what billing says (trial to restricted); on top of it lies what
people decided (suspended, export window, purged). A technical hold (migration, move) puts all of it off.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Door(StrEnum):
    PAGE = "page"  # the agents' web
    PORTAL = "portal"  # the customers' web and API
    API = "api"
    MAIL_IN = "mail_in"
    MAIL_OUT = "mail_out"
    TASK = "task"
    SOCKET = "socket"
    AI = "ai"


class Pass(StrEnum):
    OPEN = "open"
    READ = "read"  # reading, and what is needed to pay, to sign in and to take the data along
    OWNER = "owner"  # the same, for those who may pay; nobody else
    LATER = "later"  # put off without loss
    SHUT = "shut"  # refused, with a reason
    GONE = "gone"  # refused for good


P, R, W, L, S, G = Pass.OPEN, Pass.READ, Pass.OWNER, Pass.LATER, Pass.SHUT, Pass.GONE
DOORS: dict[str, dict[Door, Pass]] = {
    state: dict(zip(Door, passes, strict=True))
    for state, passes in {
        #             page portal api mail_in mail_out task socket ai
        "preparing": (L, L, L, L, L, L, L, L),
        "trial": (P, P, P, P, P, P, P, P),
        "active": (P, P, P, P, P, P, P, P),
        "past_due": (P, P, P, P, P, P, P, P),
        "restricted": (R, P, R, P, L, P, P, S),
        "suspended": (S, S, S, P, L, L, S, S),
        "leaving": (W, S, W, S, L, L, S, S),
        "purged": (G, G, G, G, G, G, G, G),
    }.items()
}

STANDINGS = ("trial", "active", "past_due", "restricted")
FOLLOWS: dict[str, frozenset[str]] = {
    "preparing": frozenset({"trial"}),
    **{each: frozenset({*STANDINGS, "suspended", "leaving"}) - {each} for each in STANDINGS},
    "suspended": frozenset({*STANDINGS, "leaving", "purged"}),
    "leaving": frozenset({*STANDINGS, "suspended", "purged"}),
    "purged": frozenset(),
}

# What the clock does when nobody does anything: state -> (after, next). Long enough for a holiday.
CLOCK: dict[str, tuple[timedelta, str]] = {
    "past_due": (timedelta(days=14), "restricted"),  # Stripe retries a card for about that long
    "restricted": (timedelta(days=30), "suspended"),
    "suspended": (timedelta(days=60), "leaving"),
}
EXPORT_WINDOW = timedelta(days=30)  # then an operator may purge; nothing purges by itself


def at(state: str, door: Door, *, held: bool = False) -> Pass:
    """What the door does. held: work on the schema is under way; it ends in seconds or minutes."""
    now = DOORS[state][door]
    return Pass.LATER if held and now is not Pass.GONE else now


def next_step(state: str, since: datetime) -> tuple[datetime, str] | None:
    """(when, which state) if nobody does anything; None when nothing would happen by itself.

    After the export window it says "purged", which waits for an operator.
    """
    if state == "leaving":
        return since + EXPORT_WINDOW, "purged"
    after, following = CLOCK.get(state, (None, ""))
    return (since + after, following) if after else None


def may_follow(state: str, after: str) -> bool:
    return state in FOLLOWS[after]
