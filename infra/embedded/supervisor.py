"""Keeps every part running until asked to stop: what dies is started again, more and more slowly.

Parts are servers and forks alike: `name`, `start()`, `alive`, `stop()`, `why()`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from infra.embedded.bell import Bell
from infra.embedded.trouble import Trouble

FIRST_PAUSE = 1.0  # s before the first restart, doubling
LONGEST_PAUSE = 30.0  # s
STEADY_AFTER = 60.0  # s of life after which a death counts as the first again
LOOK_EVERY = 5.0  # s; signals wake us before that


class Part(Protocol):
    """What can be kept running."""

    name: str

    @property
    def alive(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def why(self) -> str: ...


@dataclass
class Watch:
    """One part and its history. Times are monotonic seconds."""

    part: Part
    since: float
    pause: float = FIRST_PAUSE
    due: float | None = None  # when to start it again; None while it runs


class Supervisor:
    """`watch` running parts, then `keep` them until the bell says stop."""

    def __init__(self, bell: Bell, say: Callable[[str], None]):
        self.bell, self.say = bell, say
        self.watched: list[Watch] = []

    def watch(self, part: Part) -> None:
        self.watched.append(Watch(part, since=time.monotonic()))

    def keep(self) -> None:
        """Return when somebody asked us to stop."""
        while not self.bell.stops:
            for watch in self.watched:
                self.look(watch, time.monotonic())
            dues = [watch.due - time.monotonic() for watch in self.watched if watch.due is not None]
            self.bell.wait(min([LOOK_EVERY, *dues]))

    def look(self, watch: Watch, now: float) -> None:
        if watch.due is None and not watch.part.alive:
            self.mourn(watch, now, watch.part.why())
        elif watch.due is not None and now >= watch.due:
            self.revive(watch)

    def mourn(self, watch: Watch, now: float, why: str) -> None:
        """Say what happened and when the next try is due."""
        if now - watch.since > STEADY_AFTER:
            watch.pause = FIRST_PAUSE
        watch.due = now + watch.pause
        self.say(f"{watch.part.name} ended ({why}); starting it again in {watch.pause:.0f} s")
        watch.pause = min(watch.pause * 2, LONGEST_PAUSE)

    def revive(self, watch: Watch) -> None:
        watch.since, watch.due = time.monotonic(), None
        try:
            watch.part.start()
        except Trouble as trouble:
            self.mourn(watch, time.monotonic(), str(trouble))
        else:
            self.say(f"{watch.part.name} started again")

    def stop(self) -> None:
        """Stop everything watched, last started first."""
        for watch in reversed(self.watched):
            if watch.part.alive:
                began = time.monotonic()
                watch.part.stop()
                self.say(f"{watch.part.name} stopped ({time.monotonic() - began:.1f} s)")
