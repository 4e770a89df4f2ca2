"""The walk over all organizations that are behind: canaries first, then in parallel, until too many fail.

Everything it needs to go on after kill -9 stands in the database: each schema's ledger, each tenant's
mark, the steps written down. A walk never touches, not even with a look, who is there already.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from threading import local

from django.db import connections
from django.db.models import Q, QuerySet

from tenants import shards
from tenants.kernel import clock
from tenants.locks import own_connection
from tenants.migrator import apply
from tenants.migrator.steps import Route
from tenants.migrator.target import target
from tenants.models import MigrationRun, Tenant

log = logging.getLogger(__name__)
NOTE_EVERY = 25  # organizations; the run's row need not know each of them at once
State = MigrationRun.State


@dataclass
class Walk:
    """One run. lanes: connections at the same time. stop_after: failures that end it."""

    route: Route
    lanes: int = 4
    stop_after: int = 5
    told: Callable[[int], object] = lambda done: None
    failures: dict[str, str] = field(default_factory=dict)
    done: int = 0

    def over(self, tenants: list[Tenant]) -> MigrationRun:
        """Bring them all; the finished run with its failures."""
        self.run = MigrationRun.objects.create(target=target().version, total=len(tenants))
        canaries = [row for row in tenants if row.is_canary] or tenants[:1]
        others = [row for row in tenants if row not in canaries]
        self._bring(canaries)
        if not self.failures:
            self._bring(others)
        self._note(State.DONE if self.done == len(tenants) else State.STOPPED)
        return self.run

    def _bring(self, tenants: list[Tenant]) -> None:
        """A few more than there are lanes wait in line, so that a stop is felt at once."""
        waiting = iter(tenants)
        with ThreadPoolExecutor(self.lanes) as pool, Lanes() as lanes:
            under_way = {pool.submit(self._one, lanes, row) for row in islice(waiting, 2 * self.lanes)}
            while under_way:
                finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                self._count(finished)
                if len(self.failures) < self.stop_after:
                    more = islice(waiting, len(finished))
                    under_way |= {pool.submit(self._one, lanes, row) for row in more}

    def _one(self, lanes: Lanes, row: Tenant) -> tuple[str, str]:
        """(schema, "") or (schema, what went wrong)."""
        try:
            with shards.on(row.shard):
                apply.bring(lanes.line, row, self.route)
        except Exception as fault:
            log.exception("migration failed", extra={"schema": row.schema_name})
            return row.schema_name, f"{type(fault).__name__}: {fault}"[:500]
        finally:
            connections.close_all()
        return row.schema_name, ""

    def _count(self, finished: Iterable[Future[tuple[str, str]]]) -> None:
        for schema, fault in (one.result() for one in finished):
            if fault:
                self.failures[schema] = fault
            else:
                self.done += 1
            self.told(1)
            if (self.done + len(self.failures)) % NOTE_EVERY == 0:
                self._note(State.RUNNING)

    def _note(self, state: str) -> None:
        self.run.done, self.run.failures, self.run.state = self.done, self.failures, state
        self.run.ended_at = None if state == State.RUNNING else clock.now()
        self.run.save(update_fields=["done", "failures", "state", "ended_at"])


class Lanes:
    """A plain connection for each thread and shard that asks; all closed at the end."""

    def __init__(self) -> None:
        self.mine = local()
        self.every: list[AbstractContextManager[apply.Line]] = []

    @property
    def line(self) -> apply.Line:
        lines: dict[str, apply.Line] = self.mine.__dict__
        if shards.here() not in lines:
            opened = own_connection()
            lines[shards.here()] = opened.__enter__()
            self.every.append(opened)
        return lines[shards.here()]

    def __enter__(self) -> Lanes:
        return self

    def __exit__(self, *fault: object) -> None:
        for opened in self.every:
            opened.__exit__(None, None, None)


def behind(slugs: Iterable[str] = ()) -> QuerySet[Tenant]:
    """Organizations that lack something, canaries and the oldest first. One query, no schema touched."""
    rows = Tenant.objects.exclude(schema_name="public").exclude(state__in=("preparing", "purged"))
    rows = rows.exclude(schema_version=target().version)
    if slugs := list(slugs):
        rows = rows.filter(Q(slug__in=slugs) | Q(schema_name__in=slugs))
    return rows.order_by("-is_canary", "id")


def faults(run: MigrationRun) -> Iterator[str]:
    """A line for each organization that could not be brought."""
    yield from (f"{schema}: {reason}" for schema, reason in sorted(run.failures.items()))
