"""Where a benchmark runs: servers of its own, a folder that is gone afterwards, settings for all its parts."""

from __future__ import annotations

import os
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
