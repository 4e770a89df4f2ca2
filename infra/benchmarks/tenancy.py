"""What organizations cost: signing up, migrating, asking, lying on the disk; beside django-tenants' own ways.

    python -m infra.benchmarks.tenancy [--sizes 10,100,1000] [--signups 5] [--theirs 2]

Throw-away servers. At each size, in one database and one after the other: an organization is signed up
(a warm spare, made before, taken by `provisioning.build`) and another made by django-tenants' `create_schema`; a release
with one AddField and one AddIndex is brought to all by our walk, to a few by `migrate_schemas`, and the same
statements by a loop in psql; acme's list of tickets is asked for through the whole WSGI stack.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from infra.benchmarks import bench, meter
from infra.embedded import for_tests

SIGNUP, FLAT, FASTER_SIGNUP = 1.0, 1.5, 10.0  # s; growth from the first size to the last; times theirs
MIGRATE, FASTER_MIGRATION, FLOOR = 5.0, 100.0, 4.0  # ms an organization; times theirs; times psql
LIST, DISK = 1.2, 3.4  # growth; MB an organization
LISTS = 150  # requests


@dataclass
class Size:
    """What was measured at one number of organizations. Times in ms."""

    count: int
    pace: float = field(default_factory=meter.pace)  # of the machine, when its turn came
    ours: dict[str, float] = field(default_factory=dict)
    theirs: dict[str, float] = field(default_factory=dict)


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    bench.settle("tests.support.release.settings", with_tasks=True, DESKHAND_LIMIT_API="1000000/minute")
    from infra.benchmarks.tenancy_ways import Ground

    ground = Ground()
    sizes = []
    for count in wanted.sizes:
        ground.grow(count, told=_told)
        sizes.append(_measure(ground, count, wanted))
    return _report(sizes, ground.disk(), pace)


def _measure(ground: Any, count: int, wanted: argparse.Namespace) -> Size:
    size = Size(count)
    ground.come_back()
    size.ours["spare"] = statistics.median(_ms(ground.spare) for _ in range(wanted.signups))
    size.ours["signup"] = statistics.median(_ms(ground.sign_up) for _ in range(wanted.signups))
    size.theirs["signup"] = statistics.median(_ms(ground.create_schema) for _ in range(wanted.theirs))
    size.ours["list"] = statistics.median(_ms(ground.list_tickets) for _ in range(LISTS))
    size.pace = (size.pace + meter.pace()) / 2  # signups and lists lie between the two
    ground.release()
    size.theirs["migrate"] = statistics.median(
        _ms(partial(ground.migrate_their_way, name)) for name in ground.some(wanted.theirs)
    )
    size.ours["migrate"] = _ms(ground.migrate_our_way) / ground.count
    size.theirs["psql"] = _ms(ground.psql_loop) / ground.count
    _told(f"{count}: ours {size.ours}, theirs {size.theirs}")
    return size


def _report(sizes: list[Size], disk: Any, pace: meter.Pace) -> int:
    print("\nms                 signup           a spare   one release, an organization   list of tickets")
    print("organizations   ours   create_schema      ours   ours   migrate_schemas   psql        ours   pace")
    for size in sizes:
        o, t = size.ours, size.theirs
        print(
            f"{size.count:13,}  {o['signup']:5.0f}  {t['signup']:14,.0f}  {o['spare']:8,.0f}  {o['migrate']:5.2f}"
            f"  {t['migrate']:16,.0f}  {t['psql']:5.2f}  {o['list']:10.1f}"
            f"  {size.pace:5.0f}"
        )
    print(f"disk of an empty organization: {disk}\n{pace}")
    missed = [name for name, holds in _bars(sizes, disk.mb).items() if not holds]
    for name in missed:
        print(f"missed: {name}")
    return 1 if missed else 0


def _bars(sizes: list[Size], disk: float) -> dict[str, bool]:
    first, last = sizes[0], sizes[-1]
    return {
        f"signup within {SIGNUP:.0f} s": last.ours["signup"] <= SIGNUP * 1000,
        f"signup {FASTER_SIGNUP:.0f} times faster": last.theirs["signup"]
        >= FASTER_SIGNUP * last.ours["signup"],
        f"signup flat within {FLAT}, at equal pace": _growth(first, last, "signup") <= FLAT,
        f"migration within {MIGRATE:.0f} ms": last.ours["migrate"] <= MIGRATE,
        f"migration {FASTER_MIGRATION:.0f} times faster": last.theirs["migrate"]
        >= FASTER_MIGRATION * last.ours["migrate"],
        f"migration within {FLOOR:.0f} times of psql": last.ours["migrate"] <= FLOOR * last.theirs["psql"],
        f"list flat within {LIST}, at equal pace": _growth(first, last, "list") <= LIST,
        f"disk within {DISK:.0f} MB": disk <= DISK,
    }


def _growth(first: Size, last: Size, what: str) -> float:
    """Times. Minutes lie between the sizes, and a rented machine is not always equally fast."""
    return last.ours[what] / first.ours[what] * first.pace / last.pace


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    numbers = lambda text: [int(one) for one in text.split(",")]  # noqa: E731
    parser.add_argument("--sizes", type=numbers, default=[10, 100, 1000])
    parser.add_argument("--signups", type=int, default=5, help="at each size")
    parser.add_argument("--theirs", type=int, default=2, help="times of each way that is not ours")
    return parser.parse_args()


def _told(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def psql(script: str, url: str) -> None:
    """Run statements with PostgreSQL's own client."""
    from infra.embedded.places import Places
    from infra.embedded.programs import postgres_programs

    program = postgres_programs(Places(for_tests.temporary()), None) / "psql"
    subprocess.run([program, "-q", "-v", "ON_ERROR_STOP=1", url], input=script, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main())
