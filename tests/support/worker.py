"""A worker in the test's own thread: runs what should happen after commit, over the real broker.

drain() runs commit callbacks and queued tasks until nothing is left. Tasks with a later time
stay parked until drain(at=...) pretends that it has come; then alarms and the sweeps ring too.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any

from celery.exceptions import Reject, Retry
from django.conf import settings
from django.db import connection

from infra.celery import app
from tenants.alarms.tasks import sweep as ring_alarms
from tenants.events.tasks import sweep as sweep_events
from tenants.kernel import clock

MOST_STEPS = 2000  # a loop of tasks must end the test, not hang it


class Worker:
    def __init__(self) -> None:
        self.parked: list[tuple[datetime, Any]] = []
        self.ran: list[str] = []

    def __call__(self, at: datetime | None = None) -> list[str]:
        """Run everything due. Returns the names of the tasks that ran, in order."""
        began = len(self.ran)
        if at is None:
            self._until_quiet(clock.now())
        else:
            with clock.at(at):
                self._until_quiet(at)
                sweep_events()
                ring_alarms()
                self._until_quiet(at)
        return self.ran[began:]

    def _until_quiet(self, moment: datetime) -> None:
        for _ in range(MOST_STEPS):
            if not (_commit_callbacks() or self._one_task(moment)):
                return
        raise AssertionError(f"tasks never end: {self.ran[-10:]}")

    def _one_task(self, moment: datetime) -> bool:
        if (message := self._due(moment) or _take()) is None:
            return False
        headers = message.headers
        eta = headers.get("eta")
        if eta and (when := datetime.fromisoformat(eta)) > moment:
            self.parked.append((when, message))
            return True
        args, kwargs, _ = json.loads(message.body)
        self.ran.append(headers["task"])
        _run(headers, args, kwargs)
        return True

    def _due(self, moment: datetime) -> Any:
        for entry in self.parked:
            if entry[0] <= moment:
                self.parked.remove(entry)
                entry[1].headers["eta"] = None
                return entry[1]
        return None


def _commit_callbacks() -> bool:
    """Inside a test's own transaction nothing ever commits: run what waits for it."""
    if not connection.in_atomic_block or not connection.run_on_commit:
        return False
    callbacks, connection.run_on_commit = connection.run_on_commit, []
    for _, callback, _ in callbacks:
        callback()
    return True


def _take() -> Any:
    """The next message of any queue. A worker asks often and mostly in vain: one look says that all are empty."""
    channel = _line()
    lists = [channel._q_for_pri(queue, step) for queue in settings.QUEUES for step in channel.priority_steps]
    if not channel.client.exists(*lists):
        return None
    for queue in settings.QUEUES:
        if message := channel.basic_get(queue, no_ack=True):
            return message
    return None


@cache
def _line() -> Any:
    """One line to the broker for all tests of this process; redis-py opens it anew when it was cut."""
    return app.connection_for_read().channel()


def _run(headers: dict[str, Any], args: list[Any], kwargs: dict[str, Any]) -> None:
    task = app.tasks[headers["task"]]
    task.push_request(**{**headers, "args": args, "kwargs": kwargs, "called_directly": False})
    was = connection.tenant
    try:
        task(*args, **kwargs)
    except (Retry, Reject):
        return
    finally:
        task.pop_request()
        connection.set_tenant(was)
