"""Real commits: the listener's threads see only what is committed. What a test leaves is swept afterwards."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from core.mail.listener import keeping
from core.mail.listener.door import Door
from core.mail.listener.protocol import LocalSession, Session
from core.mail.listener.server import listen
from tenants import context
from tests.support.commits import swept
from tests.support.worker import Worker


class Listener:
    """Door and sessions in a loop of a thread of their own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.door = Door()
        self.smtp = self._serve(Session)
        self.lmtp = self._serve(LocalSession)

    def _serve(self, kind: type[Session]) -> int:
        work = asyncio.run_coroutine_threadsafe(listen(self.door, kind, "127.0.0.1", 0), self.loop)
        return int(work.result(5).sockets[0].getsockname()[1])

    def everywhere(self, work: Any) -> None:
        """Run it once in each of the keeper's threads."""
        barrier = threading.Barrier(keeping.THREADS)
        works = [
            self.door.keeper._threads.submit(lambda: (barrier.wait(5), work()))
            for _ in range(keeping.THREADS)
        ]
        for each in works:
            each.result(10)

    def close(self) -> None:
        self.everywhere(connections.close_all)
        self.loop.call_soon_threadsafe(self.door.hang_up)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.door.close()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Inside acme, outside of any transaction."""
    with django_db_blocker.unblock(), swept(), context.tenant("acme"):
        yield


@pytest.fixture
def listener(committed: None) -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


@pytest.fixture
def drain(committed: None) -> Worker:
    return Worker()
