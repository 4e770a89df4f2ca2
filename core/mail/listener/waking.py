"""Telling the workers that mail is there, after the sender has his 250. A courtesy: the net finds all.

One thread gathers what comes within GATHER, so a burst costs one message per organization and not
one per mail. While the broker is away nobody is kept waiting for it.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import defaultdict
from typing import Any

from kombu.exceptions import OperationalError

from core.mail.tasks import process, process_behind
from tenants import context
from tenants.models import Tenant
from tenants.tasks import AT_ONCE

log = logging.getLogger(__name__)

GATHER = 0.05  # seconds a first mail waits for company: a message costs as much as half a mail
REST = 5.0  # seconds without a try after the broker failed

Item = tuple[Tenant, int, bool]


class Waker:
    """Started with the listener, stopped with it; what is left unsaid then, the net says."""

    def __init__(self) -> None:
        self._items: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._quiet_until = 0.0
        self._thread = threading.Thread(target=self._run, name="mail-waker", daemon=True)
        self._thread.start()

    def wake(self, tenant: Tenant, inbound_id: int, is_behind: bool) -> None:
        self._items.put((tenant, inbound_id, is_behind))

    def close(self) -> None:
        self._items.put(None)
        self._thread.join(5.0)

    def _run(self) -> None:
        while (first := self._items.get()) is not None:
            time.sleep(GATHER)
            ids, goes_on = self._gathered(first)
            for (tenant, is_behind), each in ids.items():
                if is_behind:
                    self._send(process_behind, tenant, [])
                    continue
                for at in range(0, len(each), AT_ONCE):
                    self._send(process, tenant, each[at : at + AT_ONCE])
            if not goes_on:
                return

    def _gathered(self, first: Item) -> tuple[dict[tuple[Tenant, bool], list[int]], bool]:
        """{(organization, whether of a crowd): ids}, and whether to go on."""
        ids: dict[tuple[Tenant, bool], list[int]] = defaultdict(list)
        item: Item | None = first
        while item is not None:
            ids[item[0], item[2]].append(item[1])
            try:
                item = self._items.get_nowait()
            except queue.Empty:
                return ids, True
        return ids, False

    def _send(self, task: Any, tenant: Tenant, ids: list[int]) -> None:
        if time.monotonic() < self._quiet_until:
            return
        try:
            with context.tenant(tenant):  # names the organization in the message; asks no database
                task.apply_async(ids)
        except OperationalError:
            self._quiet_until = time.monotonic() + REST
            log.warning("broker away, stored mail waits for the net")
        except Exception:  # the thread must outlive any fault: the mail is safe, only slower
            log.exception("wake-up failed")
