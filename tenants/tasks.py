"""The base of every Celery task: the door through which background work enters a tenant.

A task says whether it belongs to one tenant (the default) or to the platform. A tenant task
carries the schema in a message header; without one it is refused, at the sender and again at
the worker, and an unknown schema is refused too. Nothing ever falls back to the shared schema.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from celery import Task, current_app
from celery.exceptions import Reject
from django.db import connection
from kombu.exceptions import OperationalError

from tenants import context
from tenants.database.prepared import prepared
from tenants.events.bus import is_hushed
from tenants.kernel import memory
from tenants.kernel.errors import NotFound
from tenants.models import Tenant
from tenants.rules import Door, Pass
from tenants.watching import bind_log

log = logging.getLogger(__name__)
T = TypeVar("T")
HEADER = "deskhand_tenant"
TRUST = 2.0  # seconds; a worker asks for the row of a busy tenant once in that time, not for every task
WHILE_ASKED = 0.5  # seconds more, while one of its threads asks
HOLD = 5.0  # seconds; most upkeep is over by then
AT_ONCE = 10  # wake-ups of one message: they are worked on one after the other
_known: dict[str, tuple[float, Tenant]] = {}
memory.droppable(_known.clear)
_gathered: ContextVar[dict[tuple[str, str], list[Any]] | None] = ContextVar("wake-ups", default=None)


class TenantTask(Task):  # type: ignore[misc]  # celery ships no types
    """Runs inside the tenant that sent it; `scope="platform"`: in the shared schema. `lane`: its queue."""

    abstract = True
    scope: Literal["tenant", "platform"] = "tenant"
    lane = "default"  # the queue it travels in, one of settings.QUEUES
    merges = False  # takes any number of references: wake-ups may share a message, see `together`
    often = False  # with every message: its statements are planned once, see database/prepared.py
    acks_late = True
    ignore_result = True
    reject_on_worker_lost = True

    def apply_async(
        self, args: Any = None, kwargs: Any = None, headers: dict[str, Any] | None = None, **options: Any
    ) -> Any:
        headers = dict(headers or {})
        options.setdefault("queue", self.lane)
        if self.scope == "tenant":
            headers.setdefault(HEADER, context.require_tenant())
        return super().apply_async(args, kwargs, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.scope == "platform":
            with bind_log(task=self.name), context.shared():
                return self.run(*args, **kwargs)
        with bind_log(task=self.name, tenant=self._schema()), self._enter() as row:
            if self.request.called_directly:
                return self.run(*args, **kwargs)
            return self._run_at(row, args, kwargs)

    def within(self, schema: str, *args: Any, **kwargs: Any) -> Any:
        """Do it now, in this worker, as if its own message had come: the same door, the same refusals."""
        with bind_log(task=self.name, tenant=schema), _entered(self.name, schema) as row:
            return self._run_at(row, args, kwargs)

    def _run_at(self, row: Tenant, args: Any, kwargs: Any) -> Any:
        if (allowed := row.at(Door.TASK)) is Pass.OPEN:
            with prepared() if self.often else nullcontext():
                return self.run(*args, **kwargs)
        return self._not_now(row, allowed, args, kwargs)

    def _not_now(self, row: Tenant, allowed: Pass, args: Any, kwargs: Any) -> None:
        """Upkeep takes seconds: the message returns. A suspension takes weeks: sweeps find the row again."""
        if allowed is Pass.GONE:
            raise Reject("the organization is gone", requeue=False)
        if row.is_held:
            self.apply_async(args, kwargs, countdown=HOLD)

    def wake(self, *args: Any, countdown: float | None = None) -> None:
        """Ask for a run after commit. A broker that is away costs time, never work.

        Only for tasks whose work stands in a row that a sweep finds again.
        """
        if is_hushed():
            return
        if not self.merges or countdown is not None:
            context.after_commit(self._send, args, countdown)
        elif waiting := _waiting(self.name):
            waiting.refs += args
        else:
            context.after_commit(_WakeUp(self, context.require_tenant(), list(args)))

    def _send(self, args: tuple[Any, ...], countdown: float | None) -> None:
        gathered = _gathered.get()
        if gathered is not None and self.merges and countdown is None:
            gathered.setdefault((self.name, context.require_tenant()), []).extend(args)
            return
        self._publish(args, countdown)

    def _publish(self, args: tuple[Any, ...], countdown: float | None = None) -> None:
        try:
            self.apply_async(args, countdown=countdown)
        except OperationalError:
            log.warning("broker away, the sweep will find it", extra={"task": self.name})

    def _schema(self) -> str:
        return getattr(self.request, HEADER, None) or ""

    def _enter(self) -> Any:
        """The tenant of the message; an absent or unknown one rejects the message for good."""
        schema = self._schema()
        if not schema and self.request.called_directly:
            return context.tenant(context.require_tenant())
        return _entered(self.name, schema)


@dataclass(slots=True)
class _WakeUp:
    """The wake-ups of one task that one transaction asks for: they leave as one message."""

    task: TenantTask
    schema: str
    refs: list[Any]

    def __call__(self) -> None:
        for at in range(0, len(self.refs), AT_ONCE):
            self.task._send(tuple(self.refs[at : at + AT_ONCE]), None)


def _waiting(name: str) -> _WakeUp | None:
    """One that leaves if this transaction commits, and is dropped only where we would be dropped as well."""
    within, wanted = set(connection.savepoint_ids), (name, context.require_tenant())
    for savepoints, later, *_ in connection.run_on_commit:
        call = getattr(later, "call", None)
        if isinstance(call, _WakeUp) and savepoints <= within and (call.task.name, call.schema) == wanted:
            return call
    return None


def _entered(task: str, schema: str) -> Any:
    try:
        return context.tenant(_tenant_of(schema))
    except NotFound as refusal:
        log.error("task for no tenant refused", extra={"task": task, "schema": schema})
        raise Reject(str(refusal), requeue=False) from refusal


def _tenant_of(schema: str) -> Tenant:
    """The tenant's row, believed for TRUST seconds. NoSuchTenant; an unknown schema is asked for again.

    When they are over one thread asks, and the others believe it while it does: fifty would ask at once.
    """
    known, moment = _known.get(schema), time.monotonic()
    if known and known[0] > moment:
        return known[1]
    if known:
        _known[schema] = (moment + WHILE_ASKED, known[1])
    try:
        row = context.by_schema(schema)
    except BaseException:
        _known.pop(schema, None)
        raise
    _known[schema] = (time.monotonic() + TRUST, row)
    return row


@contextmanager
def together() -> Iterator[None]:
    """Wake-ups of one task inside the block leave as one message, AT_ONCE of them at most.

    For whoever works on many rows one after the other: a message costs more than many a row. They
    leave also when the block fails, for what woke them is committed.
    """
    gathered: dict[tuple[str, str], list[Any]] = {}
    mark = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(mark)
        for (name, schema), refs in gathered.items():
            with context.tenant(_tenant_of(schema)):
                for at in range(0, len(refs), AT_ONCE):
                    current_app.tasks[name]._publish(tuple(refs[at : at + AT_ONCE]))


def in_turns(refs: Iterable[T]) -> Iterator[T]:
    """One after the other, and between two of them others have their turn with the database.

    After an outage every message names AT_ONCE rows, and there are more threads than connections: who kept
    one for a whole message would make the others run into the pool's timeout.
    """
    for place, ref in enumerate(refs):
        if place and not connection.in_atomic_block:  # inside a transaction (tests) it stays
            connection.close()
        yield ref


def wake(name: str, *args: Any, countdown: float | None = None) -> None:
    """TenantTask.wake by name, for services: they stand below the task modules and import none."""
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()
    current_app.tasks[name].wake(*args, countdown=countdown)
