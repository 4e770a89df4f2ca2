"""A letter in hand stays in hand: its lease is short, and renewed while a slow server is talked to.

A killed worker renews nothing, so its letter is taken over within the lease, not after the longest
time a server may take.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection
from psycopg_pool import PoolTimeout

from core.mail import outbox
from core.mail.models import Letter
from core.mail.rules import RENEW_EVERY
from tenants import context
from tenants.models import Tenant

log = logging.getLogger(__name__)


@contextmanager
def held(letter: Letter) -> Iterator[None]:
    """While the block runs the letter is this worker's, however long it takes."""
    over = threading.Event()
    keeper = threading.Timer(RENEW_EVERY, _keep, (letter, context.current_tenant(), over))
    keeper.daemon = True
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.cancel()


def _keep(letter: Letter, organization: Tenant, over: threading.Event) -> None:
    """Renew until the block is over or the letter is another's."""
    while not over.is_set():
        try:
            with context.tenant(organization):
                is_ours = outbox.renew(letter)
        except (Error, PoolTimeout, OSError):
            log.warning("the lease of a letter was not renewed", extra={"letter": letter.pk}, exc_info=True)
            is_ours = True
        finally:
            connection.close()  # of this thread; the next look is seconds away
        if not is_ours or over.wait(RENEW_EVERY):
            return
