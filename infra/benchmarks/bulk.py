"""What changing many tickets at once costs: the request that starts it, and a worker's time for each ticket.

    python -m infra.benchmarks.bulk [--tickets 500] [--desk 5000]

Throw-away servers and the full desk of pages.py. CPU is that of this process (which works as the worker does),
PostgreSQL and Redis together. What listeners do with the facts afterwards has benchmarks of its own.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

from infra.benchmarks import meter, pages

BARS = {"start": 400.0, "work": 25.0, "undo": 30.0}  # CPU ms: of the request; of each ticket
KEYS = "bulk-benchmark"


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    pages._settings()
    agent = pages._ground(wanted.desk)
    spent = _measure(agent, wanted.tickets)
    return _report(wanted, spent, pace)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=500)
    parser.add_argument("--desk", type=int, default=5_000)
    return parser.parse_args()


def _measure(agent: Any, number: int) -> dict[str, float]:
    """{"start": CPU ms at once, "work" and "undo": CPU ms per ticket}."""
    import infra.celery  # noqa: F401  # wake-ups are published, as in a request
    from core.tickets.services import bulk
    from tenants import context

    with context.tenant("acme"):
        by, what = agent.actor, {"priority": "high", "status": "open"}
        numbers = list(range(1, number + 1))
        _work(bulk.start(what, by=by, numbers=[number + 1]).pk)  # what a process loads once is not counted
        spent = {"start": _cpu(lambda: bulk.start(what, by=by, numbers=numbers, key=KEYS))}
        row = bulk.start(what, by=by, numbers=numbers, key=KEYS)
        spent["work"] = _cpu(lambda: _work(row.pk)) / number
        bulk.undo(row, by=by)
        spent["undo"] = _cpu(lambda: _work(row.pk)) / number
    return spent


def _work(change_id: int) -> None:
    from core.tickets.services import bulk

    while bulk.work(change_id):
        pass


def _cpu(work: Callable[[], Any]) -> float:
    pids = (os.getpid(), *pages._servers())
    before = sum(meter.cpu_seconds(pid, with_children=pid != pids[0]) for pid in pids)
    work()
    after = sum(meter.cpu_seconds(pid, with_children=pid != pids[0]) for pid in pids)
    return 1000 * (after - before)


def _report(wanted: argparse.Namespace, spent: dict[str, float], pace: meter.Pace) -> int:
    print(f"\n{wanted.tickets} of {wanted.desk} tickets: status and priority")
    names = {"start": "the request that starts it", "work": "each ticket", "undo": "each ticket put back"}
    for key, bar in BARS.items():
        print(f"{names[key]:<28}{spent[key]:8.1f} CPU ms, bar {bar:.0f}")
    total = (spent["start"] + spent["work"] * wanted.tickets) / 1000
    print(f"all of it {total:.1f} s CPU")
    held = all(spent[key] <= bar for key, bar in BARS.items())
    print("all bars hold" if held else "not every bar holds")
    print(pace)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
