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
    """The turn that may work now; None while another one goes on. turn: "" for who begins."""
    mine = turn or uuid.uuid4().hex
    if cache.add(KEY, mine, HELD_FOR):
        return mine
    if not turn or cache.get(KEY) != turn:
        return None
    cache.touch(KEY, HELD_FOR)
    return turn


def ids_in_turn() -> Iterator[int]:
    """Ids of waiting mails, oldest first, for SPELL; none while others wait."""
    if others_wait(LONG):
        return
    end = time.monotonic() + SPELL
    for inbound_id in behind(AT_ONCE):
        yield inbound_id
        if time.monotonic() > end:
            return


def is_over() -> bool:
    """Ends the turn when nothing waits. Looked at twice: who came in between was told that a turn goes on."""
    if behind(1):
        return False
    cache.delete(KEY)
    return not behind(1)
