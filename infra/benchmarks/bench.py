"""Where a benchmark runs: servers of its own, a folder that is gone afterwards, settings for all its parts."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from infra.embedded import for_tests, scratch


def settle(
    settings: str = "infra.settings.dev", *, data: Path | None = None, with_tasks: bool = False, **more: str
) -> None:
    """Start the servers and load the settings; both stand in the environment, where other processes find them.

    data: keep the servers' files there; with_tasks: what we write wakes workers; more: of the environment.
    """
    if data is not None:
        os.environ["DESKHAND_TEST_VAR"] = str(data)
    for_tests.start()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": settings,
        "DESKHAND_VAR": str(scratch.folder("bench")),
        "DESKHAND_LOG": "WARNING",
        **more,
    }
    import django

    if with_tasks:
        import infra.celery  # noqa: F401

    django.setup()


_UNDER_WAY = """
    SELECT count(*) FROM pg_stat_activity
     WHERE backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid()
"""


def stand_still(*parts: subprocess.Popen[bytes]) -> None:
    """Let them stand still between two transactions: a lock that one holds in its sleep is never let go, and
    we would wait for it until our patience is over.
    """
    from django.db import connection

    while True:
        for part in parts:
            part.send_signal(signal.SIGSTOP)
        time.sleep(0.1)  # what PostgreSQL was asked for is answered by then
        with connection.cursor() as cursor:
            cursor.execute(_UNDER_WAY)
            if not cursor.fetchone()[0]:
                return
        for part in parts:
            part.send_signal(signal.SIGCONT)
        time.sleep(0.2)
