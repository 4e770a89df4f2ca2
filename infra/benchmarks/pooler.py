"""What a small statement costs, directly and behind PgBouncer, by the way its search path travels.

    python -m infra.benchmarks.pooler [--rounds 2000]

Each round enters another organization and asks one row. Times are of one client, in ms, medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg

from infra.benchmarks import meter
from infra.embedded import for_tests

MOST = 1.25  # times the direct way with its SET
SCHEMAS = ("bench_a", "bench_b")
ASK = "SELECT name FROM who"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=2000)
    rounds, pace = parser.parse_args().rounds, meter.Pace()
    direct = for_tests.start().database
    os.environ["DJANGO_SETTINGS_MODULE"] = "infra.settings.test"

    import django

    django.setup()
    from django_tenants.postgresql_backend.base import DatabaseWrapper

    from tenants.database.pooled import PooledMixin
    from tests.support.pooler import MISSING, PROGRAM, Pooler

    if not PROGRAM:
        print(MISSING)
        return 0
    _lay(direct)
    with Pooler(direct, 4) as pooler:
        straight, pooled, wrapped = (
            _line(DatabaseWrapper),
            *(_line(PooledMixin, pooler.port) for _ in range(2)),
        )
        ways: dict[str, Callable[[str], None]] = {
            "direct, SET when entered": lambda name: _one(straight, name),
            "PgBouncer, path in the message": lambda name: _one(pooled, name),
            "PgBouncer, wrapped in a transaction": lambda name: _wrapped(wrapped, name),
        }
        return _report(_measured(ways, rounds), pace)


def _measured(ways: dict[str, Callable[[str], None]], rounds: int) -> dict[str, float]:
    """In turn, so that all see the same machine."""
    times: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds):
        for way, work in ways.items():
            began = time.perf_counter()
            work(SCHEMAS[number % 2])
            times[way].append(1000 * (time.perf_counter() - began))
    return {way: statistics.median(one) for way, one in times.items()}


def _report(found: dict[str, float], pace: meter.Pace) -> int:
    first = next(iter(found.values()))
    for way, took in found.items():
        print(f"{way:38} {took:6.3f} ms  {took / first:5.2f}")
    print(pace)
    if found["PgBouncer, path in the message"] > MOST * first:
        print(f"missed: the path in the message within {MOST} times")
        return 1
    return 0


def _lay(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as line:
        for name in SCHEMAS:
            line.execute(f"CREATE SCHEMA {name}; CREATE TABLE {name}.who (name text)")
            line.execute(f"INSERT INTO {name}.who VALUES ('{name}')")


def _line(kind: Any, port: int = 0) -> Any:
    from django.db import connection

    facts = connection.settings_dict | {"OPTIONS": dict(connection.settings_dict["OPTIONS"])}
    if port:
        facts |= {"HOST": "127.0.0.1", "PORT": port}
        facts["OPTIONS"].pop("host", None)
    return kind(facts, "bench")


def _one(line: Any, name: str) -> None:
    line.set_schema(name)
    with line.cursor() as cursor:
        cursor.execute(ASK)
        assert cursor.fetchone() == (name,)


def _wrapped(line: Any, name: str) -> None:
    line.set_schema(name)
    line.set_autocommit(False)
    try:
        with line.cursor() as cursor:
            cursor.execute(ASK)
            assert cursor.fetchone() == (name,)
        line.commit()
    finally:
        line.set_autocommit(True)


if __name__ == "__main__":
    sys.exit(main())
