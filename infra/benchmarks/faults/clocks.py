"""Faults of time and of those who watch it: wrong clocks, two schedulers or none, a long day."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.benchmarks import meter
from infra.benchmarks.faults.floods import Broken
from infra.benchmarks.faults.outside import Senders
from infra.benchmarks.faults.stage import WORKERS, Stage

SHIFTS = ("+2h", "-2h", "+1d")
FAKETIME = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
)
GROWTH = 1.05  # memory at the end of a soak against its middle


def wrong_clocks(stage: Stage, senders: Senders, dose: object) -> str:
    """F13: the workers' clock is two hours ahead, two behind, a day ahead; then summer time begins under it."""
    library = next((path for path in FAKETIME if Path(path).exists()), None)
    if library is None:
        return "not run: it needs libfaketime (Debian: apt-get install faketime)"
    for shift in SHIFTS:
        for role in WORKERS:
            stage.end(role, LD_PRELOAD=library, FAKETIME=shift, FAKETIME_DONT_FAKE_MONOTONIC="1")
        time.sleep(12.0)
    for role in WORKERS:
        stage.end(role, TZ=_spring(seconds=6))
    time.sleep(12.0)
    for role in WORKERS:
        stage.end(role)
    return f"workers at {', '.join(SHIFTS)}, over the switch to summer time, then right"


def _spring(seconds: int) -> str:
    """A zone (POSIX rule) one hour east, in which summer time begins so many seconds from now."""
    start = datetime.now(UTC) + timedelta(hours=1, seconds=seconds)
    return f"WIN-1SUM-2,J{_julian(start)}/{start:%H:%M:%S},J365/23"


def _julian(day: datetime) -> int:
    """Day of the year, 1 to 365, the leap day not counted (POSIX TZ, Jn)."""
    return day.replace(year=2025).timetuple().tm_yday if (day.month, day.day) != (2, 29) else 59


def schedulers(stage: Stage, senders: Senders, dose: object) -> str:
    """F23: two clocks ring everything twice; then for a while there is none, and no worker."""
    stage.start("worker", under="second")
    time.sleep(15.0)
    for name in (*WORKERS, "second"):
        stage.parts[name].kill()
        stage.parts[name].wait()
    del stage.parts["second"]
    time.sleep(15.0)
    for name in WORKERS:
        stage.start(name)
    return "two for 15 s, none for 15 s"


def soak(stage: Stage, senders: Senders, dose: object) -> str:
    """F24: nothing but time; memory and connections in the middle and at the end of it."""
    middle = _weight_at(stage, senders, 0.5)
    end = _weight_at(stage, senders, 0.98)
    said = ", ".join(f"{name} {middle[name]:.0f} -> {end[name]:.0f}" for name in middle)
    grown = [name for name in middle if end[name] > middle[name] * GROWTH + 3]
    if grown:
        raise Broken(f"grew: {', '.join(grown)} ({said})")
    return said


def _weight_at(stage: Stage, senders: Senders, share: float) -> dict[str, float]:
    while senders.is_running and senders.share < share:
        time.sleep(0.5)
    found = {f"{role} MB": _megabytes(part.pid) for role, part in stage.parts.items()}
    return found | {"connections": float(_connections())}


def _megabytes(pid: int) -> float:
    """Of a part and everything it forked."""
    total = 0.0
    with suppress(OSError):
        total += meter.memory_mb(pid)
        total += sum(_megabytes(child) for child in meter.children(pid))
    return total


def _connections() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
        return int(cursor.fetchone()[0])
