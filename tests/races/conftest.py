"""Two (or twenty) at once, each in a thread with a connection of its own; all of it really committed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from tenants import context
from tests.support.commits import committed


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), committed() as found:
        yield found


def together(*works: Callable[[], Any]) -> list[Any]:
    """Run them at the same moment inside acme. Their results or the exceptions they raised, in order."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            with context.tenant("acme"):
                start.wait(20)
                return work()
        except Exception as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
