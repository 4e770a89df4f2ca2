"""What the archive is worth: a desk with many old tickets, measured before and after they are archived.

    python -m infra.benchmarks.archive --old 100000 --living 5000

Side by side: pages of the inbox, questions in the search box, one old ticket opened, what the tables of messages
and of the index hold on the disk (after VACUUM FULL, so that nothing is counted that would be filled again), and
how many tickets a second go in and come back.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from infra.benchmarks import bench, desk_data, meter
from infra.benchmarks.search import _ground

MONTHS = 12
AGED = """
    UPDATE tickets_ticket SET is_finished = true, status_id = %s, closed_at = now() - interval '3 years',
           status_since = now() - interval '3 years' WHERE number <= %s
"""
LIVE = ("tickets_message", "search_entry")
OLD = ("tickets_oldwords", "search_oldentry")
SIZE = """
    SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
     WHERE c.relkind = 'r' AND (c.oid = to_regclass(%(table)s)
           OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass(%(table)s)))
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--old", type=int, default=100_000)
    parser.add_argument("--living", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=30)
    wanted, pace = parser.parse_args(), meter.Pace()
    bench.settle()
    from tenants import context

    agent = _ground()
    with context.tenant("acme"):
        _fill(wanted, agent)
        before, held = _times(wanted.rounds, agent), _sizes()
        speed = _archive(wanted.old)
        after, left = _times(wanted.rounds, agent), _sizes()
        back = _bring_back(min(wanted.old, 200))
    _report(wanted, (before, after), (held, left), (speed, back))
    print(pace)
    return 0


def _fill(wanted: argparse.Namespace, agent: Any) -> None:
    from django.db import connection

    from core.desk import selectors as desk
    from core.search import services

    print(f"preparing {wanted.old} old tickets and {wanted.living} others ...", flush=True)
    desk_data.fill(wanted.old + wanted.living, agent.pk)
    while services.fill():
        pass
    with connection.cursor() as cursor:
        cursor.execute(AGED, [desk.default_status("closed").pk, wanted.old])


def _times(rounds: int, agent: Any) -> dict[str, float]:
    """{what: ms, the median}"""
    return {name: _median(rounds, ask) for name, ask in _asked(agent.actor).items()}


def _asked(actor: Any) -> dict[str, Callable[[], Any]]:
    from core.search import selectors as box
    from core.tickets import selectors
    from core.tickets.selectors.inbox import page

    def listed(**asked: Any) -> Callable[[], Any]:
        filters = selectors.Filters.read(asked)
        return lambda: page(selectors.inbox(actor, filters), filters.order)

    def found(text: str) -> Callable[[], Any]:
        return lambda: box.search(actor, text)

    def opened() -> Any:
        return selectors.thread(actor, selectors.opened(actor, 1).ticket)

    return {
        "inbox, open": listed(),
        "inbox, all, newest": listed(state="all", order="newest"),
        "inbox, finished, oldest": listed(state="finished", order="oldest"),
        "inbox, all, with a word": listed(state="all", order="newest", q="refund"),
        "search, a rare word": found(desk_data.RARE),
        "search, a frequent word": found("refund"),
        "search, frequent and open": found("refund is:open"),
        "search, not archived": found(f"{desk_data.RARE} archived:no"),
        "an old ticket opened": opened,
    }


def _median(rounds: int, ask: Callable[[], Any]) -> float:
    ask()
    times = []
    for _ in range(rounds):
        began = time.monotonic()
        ask()
        times.append(time.monotonic() - began)
    return 1000 * median(times)


def _archive(old: int) -> float:
    """Tickets a second."""
    import infra.celery  # noqa: F401  # wake-ups are published, as in a request
    from core.tickets import services
    from tenants.kernel.actor import SYSTEM

    services.set_archiving(MONTHS, by=SYSTEM)
    began = time.monotonic()
    while services.archive_old():
        pass
    return old / (time.monotonic() - began)


def _bring_back(number: int) -> float:
    from core.tickets import services
    from core.tickets.models import Ticket
    from tenants.kernel.actor import SYSTEM

    rows = list(Ticket.objects.filter(archived_at__isnull=False).order_by("pk")[:number])
    began = time.monotonic()
    for row in rows:
        services.bring_back(row, by=SYSTEM)
    return len(rows) / (time.monotonic() - began)


def _sizes() -> dict[str, float]:
    """{table: MB}, all parts of it together."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in (*LIVE, *OLD):
            cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            cursor.execute(SIZE, {"table": table})
            found[table] = float(cursor.fetchone()[0]) / 1024**2
    return found


def _report(wanted: argparse.Namespace, times: Any, sizes: Any, speeds: tuple[float, float]) -> None:
    print(f"\n{wanted.old} old tickets, {wanted.living} others, median of {wanted.rounds}")
    for title, (before, after) in (("ms", times), ("MB", sizes)):
        print(f"{title:<28}{'before':>10}{'after':>10}{'ratio':>10}")
        for name in before:
            ratio = f"{after[name] / before[name]:.2f}x" if before[name] else ""
            print(f"{name:<28}{before[name]:10.1f}{after[name]:10.1f}{ratio:>10}")
    every = [sum(one[table] for table in LIVE) for one in sizes]
    print(f"{'tables of every day':<28}{every[0]:10.1f}{every[1]:10.1f}{every[1] / every[0]:9.2f}x")
    print(f"{speeds[0]:.0f} tickets a second into the archive, {speeds[1]:.0f} back")


if __name__ == "__main__":
    sys.exit(main())
