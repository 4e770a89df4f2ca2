"""Reading processor time and memory of processes from the operating system (Linux, /proc)."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
MB = 1024 * 1024


def cpu_seconds(pid: int, *, with_children: bool = False) -> float:
    """User and system time of a process so far, its threads included.

    with_children: also of its children, those that ended and were waited for included.
    """
    fields = _stat(pid)
    own = sum(map(int, fields[11:13]))
    if not with_children:
        return own / TICK
    ended = sum(map(int, fields[13:15]))
    return (own + ended) / TICK + sum(cpu_seconds(child) for child in children(pid))


def system_share(pid: int) -> float:
    """Part of a process' time so far that the kernel spent for it, 0 to 1."""
    user, system = map(int, _stat(pid)[11:13])
    return system / (user + system or 1)


def machine_seconds() -> float:
    """Busy time of all processors together so far, whoever used it (waiting for disks not counted)."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    idle, waiting = fields[3:5]
    return (sum(fields[:8]) - idle - waiting) / TICK


def pace() -> float:
    """CPU ms of a fixed piece of work, the best of five: how fast this machine is at this minute.

    Rented machines share their processors' caches and clock: the same work was seen to cost up to
    three times as much CPU from one hour to the next. Figures compare only at an equal pace.
    """
    return min(_yardstick() for _ in range(5))


class Pace:
    """The pace before and after a run, as its report says it."""

    def __init__(self) -> None:
        self.before = pace()

    def __str__(self) -> str:
        return (
            f"pace of the machine {self.before:.0f} ms before, {pace():.0f} after; compare at equal pace only"
        )


def _yardstick() -> float:
    began, total = time.process_time(), 0
    for number in range(500_000):
        total += number * number
    return 1000 * (time.process_time() - began)


def children(pid: int) -> list[int]:
    """Process ids of the direct children that live."""
    every = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [one for one in every if _parent(one) == pid]


def parent(pid: int) -> int:
    return int(_stat(pid)[1])


def memory_mb(pid: int) -> float:
    """Proportional set size: what the process would free by ending, with its share of shared pages."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / MB
    return 0.0


def peak_mb(pid: int) -> float:
    """The largest resident set since the process began."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / MB
    return 0.0


def _parent(pid: int) -> int:
    try:
        return parent(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat from the third on (the name before may hold blanks)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
