"""A sign of life of the process that holds mailboxes open, for the health page."""

from __future__ import annotations

import time

from django.core.cache import cache

BEAT = "mail-watch-beat"  # cache key
SILENT = 90  # seconds without a beat until the process counts as away


def beat() -> None:
    cache.set(BEAT, str(time.time()), SILENT * 10)


def is_alive() -> bool:
    return time.time() - float(cache.get(BEAT, 0)) < SILENT
