"""The listener's database work: a few threads with a connection each, kept while there is mail.

The loop never waits for PostgreSQL. A connection that broke (a restarted server) is replaced and
the work tried once more; a server that is away is the sender's 451, never a lost mail.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import Error, InterfaceError, OperationalError, connection, transaction
from psycopg_pool import PoolTimeout

from core.mail import services
from core.mail.events import MailDeferred
from tenants import context
from tenants.events.bus import publish
from tenants.kernel.errors import Unavailable
from tenants.models import Tenant

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
USES = 200  # then the connection goes back: a backend remembers every tenant it has seen
FAULTS = (Error, PoolTimeout, OSError)


class Away(Unavailable):
    """The database does not answer, or has no room."""


class Keeper:
    """Runs functions that use the database, off the loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail-keeper")
        self._uses = threading.local()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result. Raises Away for every fault of the database."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: self._guarded(work, *args, **kwargs))

    async def keep(
        self, tenant: Tenant, raw: bytes, sender: str, recipient: str, is_behind: bool
    ) -> int | None:
        """The id of the stored mail; None for a repeat. It is committed when this returns. Raises Away."""
        return await self.run(_keep, tenant, raw, sender, recipient, is_behind)

    def close(self) -> None:
        self._threads.shutdown(wait=True)

    def _guarded(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            try:
                return work(*args, **kwargs)
            except (OperationalError, InterfaceError):
                connection.close()  # perhaps only this connection is dead
                return work(*args, **kwargs)
        except FAULTS as fault:
            log.warning("mail answered with 451: %s", type(fault).__name__, exc_info=True)
            connection.close()
            raise Away from fault
        finally:
            self._uses.count = getattr(self._uses, "count", 0) + 1
            if self._uses.count % USES == 0:
                connection.close()


def tell_of_flood(tenant: Tenant, limit: int) -> None:
    """State that the organization takes no more mail this hour."""
    with context.tenant(tenant), transaction.atomic():
        publish(MailDeferred(limit))


def _keep(tenant: Tenant, raw: bytes, sender: str, recipient: str, is_behind: bool) -> int | None:
    with context.tenant(tenant):
        return services.accept(raw, sender=sender, recipient=recipient, is_behind=is_behind)
