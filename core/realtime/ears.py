"""One open line: a socket or a stream of one person, what it waits to hear, and how much it may.

Events are put in, and go out gathered: one as it is, several as a JSON array. A line takes at most
PER_MINUTE in any minute by the clock; what comes after that, or while a slow line does not read, is told in
one word, `resync`: ask for everything anew.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from core.realtime.admission import Person
from core.realtime.presence import VIEWING

PER_MINUTE = 1_000  # events to a line, and frames from it
RESYNCS = 20  # of them kept for saying that there were more
RESYNC_EACH = 5.0  # seconds between two of those
MOST_WAITING = 250  # for a line that does not read
MOST_ROOMS = 20  # tickets and tasks a line may have open
RESYNC = '{"event":"resync"}'


@dataclass(slots=True)
class Minute:
    """Counts up to a limit in each minute of the clock."""

    minute: int = 0
    count: int = 0

    def take(self, limit: int) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute, self.count = minute, 0
        self.count += 1
        return self.count <= limit


class Ear:
    """name: of this line, a secret of its page. send: to the other end; raises when that is gone."""

    __slots__ = (
        "behind", "busy", "here", "host", "id", "is_gone", "key", "listed", "look_at", "names", "out",
        "pending", "person", "resync_at", "rooms", "send", "shut", "spoken",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        person: Person,
        host: str,
        key: str,
        *,
        send: Callable[[str], Awaitable[None]],
        shut: Callable[[], Awaitable[None]],
        names: str = "",
    ) -> None:
        self.id, self.person, self.host, self.key, self.names = name, person, host, key, names
        self.send, self.shut = send, shut
        self.look_at = 0.0
        self.rooms: set[str] = set()
        self.here: dict[int, tuple[str, float]] | None = None  # place -> (state, until when they write)
        self.listed: frozenset[int] = frozenset()
        self.pending: list[str] = []
        self.out, self.spoken = Minute(), Minute()
        self.behind = self.busy = self.is_gone = False
        self.resync_at = 0.0

    @property
    def is_bound(self) -> bool:
        """To some queues: each event of a ticket is weighed."""
        return self.person.lists is not None

    def may_hear(self, queue: int | None, *, on_page: bool) -> bool:
        queues = self.person.reads if on_page else self.person.lists
        return queues is None or queue in queues

    def rest(self, now: float) -> bool:
        """Who has pressed no key for a while is looking again. True when something has changed."""
        here = self.here or {}
        over = [ticket for ticket, (_, until) in here.items() if 0 < until <= now]
        for ticket in over:
            here[ticket] = (VIEWING, 0.0)
        return bool(over)

    def put(self, text: str) -> bool:
        """Line an event up. False when it was told as one of many instead."""
        if self.behind:
            return False
        if len(self.pending) >= MOST_WAITING or not self.out.take(PER_MINUTE - RESYNCS):
            self.pending.clear()
            self.behind = True
            return False
        self.pending.append(text)
        return True

    def catch_up(self, now: float) -> bool:
        """In place of all that was left out, a resync; not more often than every RESYNC_EACH."""
        if not self.behind or self.busy or now < self.resync_at:
            return False
        self.resync_at = now + RESYNC_EACH
        self.out.take(PER_MINUTE)
        self.behind = False
        self.pending.append(RESYNC)
        return True

    async def flush(self) -> None:
        """Send what waits, and what comes meanwhile. One at a time per line."""
        if self.busy or self.is_gone:
            return
        self.busy = True
        try:
            while self.pending:
                texts, self.pending = self.pending, []
                await self.send(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]")
        except Exception:  # whatever a server raises for an end that is gone; the door itself takes leave
            self.is_gone = True
        finally:
            self.busy = False
