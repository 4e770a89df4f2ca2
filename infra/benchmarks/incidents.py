"""What it costs to look whether a new ticket is one of many, with 1,000 open tickets in the window.

    python -m infra.benchmarks.incidents [--tickets 1000] [--looks 50]

Throw-away servers, one organization. Measured: wall clock and CPU (ours and PostgreSQL's) of one look at one
new ticket that is like no other, of one that joins an open incident, and of the look that finds the incident
in two weeks of history; the median of the looks.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from typing import Any

from infra.benchmarks import bench, meter

CEILING_MS = 60.0  # of CPU, for one look at one new ticket
TROUBLE = (
    "Checkout fails",
    "The checkout says error 500 when I pay with my card. Since {n} minutes nobody can pay.",
)
THINGS = [
    "invoice",
    "parcel",
    "calendar",
    "report",
    "seat",
    "colour",
    "drawer",
    "printer",
    "contract",
    "holiday",
    "password",
    "folder",
]
DOINGS = [
    "changed",
    "lost",
    "moved",
    "doubled",
    "renamed",
    "archived",
    "exported",
    "delayed",
    "painted",
    "forgotten",
    "signed",
    "returned",
]


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    with _organization():
        _write(wanted.tickets * 2, ago=timedelta(days=3), unlike=True)
        _write(wanted.tickets, ago=timedelta(minutes=50), unlike=True)
        _look(f"{wanted.tickets} new tickets in one look")
        alone = _each(wanted.looks, unlike=True)
        _write(4, ago=timedelta(minutes=1), unlike=False)
        _look("four with one trouble")
        found = _each(1, unlike=False)
        joined = _each(wanted.looks, unlike=False)
    for name, (wall, cpu) in (("like no other", alone), ("finds the incident", found), ("joins it", joined)):
        print(f"  {name:20} {wall:7.1f} ms, {cpu:7.1f} ms of CPU")
    print(f"  ceiling {CEILING_MS:.0f} ms of CPU for one that is like no other: x{alone[1] / CEILING_MS:.2f}")
    print(pace)
    return 0 if alone[1] <= CEILING_MS else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=1000)
    parser.add_argument("--looks", type=int, default=50)
    return parser.parse_args()


@contextmanager
def _organization() -> Iterator[None]:
    bench.settle()
    from django.core.management import call_command

    call_command("migrate_schemas", schema_name="public", verbosity=0)
    from tenants import context
    from tests.support.ground import organization

    with context.tenant(organization("acme", "Acme Cloud")):
        yield


def _write(number: int, ago: timedelta, *, unlike: bool) -> None:
    """So many tickets of so many customers; nobody else hears of them."""
    from core.contacts.services import contact_for
    from core.tickets import services as tickets
    from core.tickets.services.words import Words
    from tenants.events.bus import hushed
    from tenants.kernel import clock, ids

    for place in range(number):
        who = contact_for(f"{ids.public_id()}@example.com".lower().replace("_", "x"), "Carla Customer")
        subject, text = _unlike(place) if unlike else (TROUBLE[0], TROUBLE[1].format(n=place))
        with clock.at(clock.now() - ago), hushed():
            tickets.open_ticket(who, subject, Words(text), channel="mail", by=who.actor)


def _unlike(place: int) -> tuple[str, str]:
    """144 different matters, each told with words of its own."""
    thing, doing = THINGS[place % 12], DOINGS[place // 12 % 12]
    own = f"zz{place * 7919 % 100_003:x} yy{place * 104_729 % 99_991:x} xx{place:x}"
    return f"The {thing} was {doing}", f"Our {thing} {own} was {doing} again, and {own[::-1]} as well. Why?"


def _each(number: int, *, unlike: bool) -> tuple[float, float]:
    """(wall, CPU) in ms: the medians of so many looks at one new ticket."""
    from ai.services import incidents

    taken = []
    for _ in range(number):
        _write(1, timedelta(), unlike=unlike)
        taken.append(_timed(incidents.look))
    return median(one[0] for one in taken), median(one[1] for one in taken)


def _look(name: str) -> None:
    from ai.services import incidents

    wall, cpu = _timed(incidents.look)
    print(f"  {name:40} {wall:8.1f} ms, {cpu:8.1f} ms of CPU")


def _timed(work: Callable[[], Any]) -> tuple[float, float]:
    server, began = _server(), time.perf_counter()
    spent = time.process_time() + meter.cpu_seconds(server)
    work()
    now = time.process_time() + meter.cpu_seconds(server)
    return 1000 * (time.perf_counter() - began), 1000 * (now - spent)


def _server() -> int:
    """The process of PostgreSQL that answers us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main())
