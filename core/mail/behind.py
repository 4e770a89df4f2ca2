"""Mail of a crowd, worked off behind all other: thousands of forged senders must not keep customers waiting.

More than MAIL_CROWD_LIMIT mails of one domain to one organization within two seconds are a crowd, until
fewer come. They are taken in like any mail, but nobody is woken for them by name: one thread of an
organization goes through them, for a SPELL at a time, and leaves them alone while any other mail waits.

A mail costs more after it is a ticket than before: readings, clocks, confirmation. So while the same worker
has other mail, of whichever organization, a turn is one mail, and the rest after it grows with that mail.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.cache import cache

from core.mail.inbox import behind, others_wait

KEY, HELD_FOR = "mail:behind", 30  # seconds; a worker that died is waited for no longer
SPELL, REST = 0.5, 0.2  # seconds of work, and until it goes on
REST_EACH = 0.1  # seconds more for each other mail of LATELY
LATELY = 2.0  # seconds
LONG = timedelta(seconds=0.5)
AT_ONCE = 20


class Flow:
    """How much other mail this worker went through lately. Any thread may ask and note."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._seen: deque[float] = deque(maxlen=1_000)

    def note(self, mails: int = 1) -> None:
        self._seen.extend([self.now()] * mails)

    def lately(self) -> int:
        since = self.now() - LATELY
        return sum(moment > since for moment in list(self._seen))


others = Flow()


def rest() -> float:
    """Seconds until the next turn: the busier with others, the longer."""
    return REST + REST_EACH * others.lately()


def begin(turn: str) -> str | None:
    """The turn to go on with; None while another one goes on. turn: "" for who begins.

    A turn is good for one spell: a message that is delivered twice must not go on twice.
    """
    mine = uuid.uuid4().hex
    if cache.add(KEY, mine, HELD_FOR):
        return mine
    if not turn or cache.get(KEY) != turn or not cache.add(f"{KEY}:{turn}", True, HELD_FOR):
        return None
    cache.set(KEY, mine, HELD_FOR)
    return mine


def ids_in_turn() -> Iterator[int]:
    """Ids of waiting mails, oldest first, for SPELL; one while others come; none while they wait."""
    if others_wait(LONG):
        return
    end = time.monotonic() + (0 if others.lately() else SPELL)
    for inbound_id in behind(AT_ONCE):
        yield inbound_id
        if time.monotonic() > end:
            return


def is_over(mine: str) -> bool:
    """Ends this turn, and no other, when nothing waits.

    Looked at twice: who came in between was told that a turn goes on.
    """
    if behind(1):
        return False
    if cache.get(KEY) == mine:
        cache.delete(KEY)
    return not behind(1)
