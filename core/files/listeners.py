"""What files hear: the alarms of those that wait for the scanner."""

from __future__ import annotations

from core.files import tasks, waiting
from tenants.alarms.bell import alarm


@alarm(waiting.NET)
def look_at_waiting(ref: str) -> None:
    for pk in waiting.look():
        tasks.scan.wake(pk)


@alarm(waiting.TELL)
def tell_of_silent_scanner(ref: str) -> None:
    waiting.tell()
