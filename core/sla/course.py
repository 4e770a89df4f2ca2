"""What happened in a ticket, told as clocks: pure, and the same however often and late it is told.

What was said and how the ticket stood, each with its time, is walked through in order once. A status that
stops a clock is undone by one that lets it run; an answer is not. So reopening goes on with the time that
was left, and what lay between counts for nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.desk.hours import Span

FIRST, NEXT, RESOLUTION = "first", "next", "resolution"
RUN, PAUSE, STOP = "run", "pause", "stop"  # as Status.Sla
WAITING = "waiting"  # as Status.Category
Step = dict[str, Any]  # {"at": ISO, "what": started | paused | ..., "why": a code}


@dataclass(frozen=True, slots=True)
class Said:
    """A word to or from the customer. message: its id. Thanks alone ask for nothing."""

    at: datetime
    message: int
    by_customer: bool
    is_thanks: bool = False


@dataclass(frozen=True, slots=True)
class Stood:
    """From then on the ticket had this status. is_void: it ended without being solved (spam, merged ...)."""

    at: datetime
    key: str
    mode: str
    category: str
    is_void: bool = False


@dataclass(slots=True)
class Lap:
    """One promise under way. cycle: of a next reply the message it is owed to, else 0.

    pauses: those that are over. rests_since: of the one that is not. ended_at: it stopped; is_answered: for
    good. is_void: it does not count.
    """

    kind: str
    cycle: int
    start: datetime
    pauses: list[Span] = field(default_factory=list)
    rests_since: datetime | None = None
    ended_at: datetime | None = None
    is_answered: bool = False
    is_void: bool = False
    steps: list[Step] = field(default_factory=list)

    def note(self, at: datetime, what: str, why: str) -> None:
        self.steps.append({"at": at.isoformat(), "what": what, "why": why})

    def rest(self, at: datetime, why: str) -> None:
        if self.ended_at:
            self.rests_since, self.ended_at, self.is_void = self.ended_at, None, False
            self.note(at, "reopened", why)
        if self.rests_since is None:
            self.rests_since = at
            self.note(at, "paused", why)

    def go(self, at: datetime, why: str) -> None:
        since, was_over = self.rests_since or self.ended_at, self.ended_at is not None
        if since is None:
            return
        if since < at:
            self.pauses.append((since, at))
        self.rests_since, self.ended_at, self.is_void = None, None, False
        self.note(at, "reopened" if was_over else "resumed", why)

    def halt(self, at: datetime, why: str, is_void: bool) -> None:
        """By a status. A later one may only say that it does not count, or does after all."""
        if self.ended_at is None:
            if self.rests_since and self.rests_since < at:
                self.pauses.append((self.rests_since, at))
            self.rests_since, self.ended_at = None, at
            self.note(at, "cancelled" if is_void else "stopped", why)
        elif is_void != self.is_void:
            self.note(at, "cancelled" if is_void else "stopped", why)
        self.is_void = is_void

    def answer(self, at: datetime, message: int) -> None:
        since = self.rests_since or self.ended_at
        if since and since < at:
            self.pauses.append((since, at))
        self.rests_since, self.ended_at, self.is_answered, self.is_void = None, at, True, False
        self.note(at, "stopped", f"answered:{message}")


def laps(start: datetime, is_answered: bool, said: Iterable[Said], stood: Iterable[Stood]) -> list[Lap]:
    """The clocks of a ticket, in the order they began. is_answered: nobody waits for a first reply."""
    course = _Course(start, is_answered)
    events: list[tuple[datetime, int, Said | Stood]] = [(one.at, 0, one) for one in said]
    events += [(one.at, 1, one) for one in stood]
    for _at, _rank, event in sorted(events, key=lambda one: (one[0], one[1], _last(one[2]))):
        course.say(event) if isinstance(event, Said) else course.stand(event)
    return [*([course.first] if course.first else []), course.resolution, *course.owed]


def _last(event: Said | Stood) -> tuple[int, str]:
    """Of two things at one moment, always the same one first."""
    return (event.message, "") if isinstance(event, Said) else (0, event.key)


class _Course:
    def __init__(self, start: datetime, is_answered: bool) -> None:
        self.first = None if is_answered else _begun(FIRST, 0, start, "opened")
        self.resolution = _begun(RESOLUTION, 0, start, "opened")
        self.owed: list[Lap] = []

    def say(self, one: Said) -> None:
        waits = self._waits()
        if not one.by_customer:
            if waits:
                waits.answer(one.at, one.message)
        elif not one.is_thanks and (waits is None or (waits.kind == NEXT and waits.ended_at)):
            if waits:
                waits.is_answered = True  # it was settled without a word; this is another question
            self.owed.append(_begun(NEXT, one.message, one.at, f"asked:{one.message}"))

    def stand(self, one: Stood) -> None:
        why = f"status:{one.key}"
        for lap in filter(None, (self._waits(), self.resolution)):
            if one.mode == STOP:
                lap.halt(one.at, why, one.is_void or lap.kind == FIRST)
            elif one.mode == PAUSE and (lap is self.resolution or one.category == WAITING):
                lap.rest(one.at, why)
            else:
                lap.go(one.at, why)

    def _waits(self) -> Lap | None:
        """The reply that is owed: a first one, else the last one that was asked for."""
        if self.first and not self.first.is_answered:
            return self.first
        last = self.owed[-1] if self.owed else None
        return last if last and not last.is_answered else None


def _begun(kind: str, cycle: int, at: datetime, why: str) -> Lap:
    lap = Lap(kind, cycle, at)
    lap.note(at, "started", why)
    return lap
