"""Mail of a crowd, worked off behind all other: thousands of forged senders must not keep customers waiting.

More than MAIL_CROWD_LIMIT mails of one domain to one organization within two seconds are a crowd, until
fewer come. They are taken in like any mail, but nobody is woken for them by name: one thread of an
organization goes through them, for a SPELL at a time, and leaves them alone while any other mail waits.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.core.cache import cache

from core.mail.inbox import behind, others_wait

KEY, HELD_FOR = "mail:behind", 30  # seconds; a worker that died is waited for no longer
SPELL, REST = 0.5, 0.2  # seconds of work, and until it goes on
LONG = timedelta(seconds=0.5)
AT_ONCE = 20


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
    """Ids of waiting mails, oldest first, for SPELL; none while others wait."""
    if others_wait(LONG):
        return
    end = time.monotonic() + SPELL
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
