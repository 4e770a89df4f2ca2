"""Hostile input must not cost more than long input. Told apart by orders of magnitude, never by seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from infra.benchmarks.meter import pace

USUAL_PACE = 25.0  # ms of CPU; see infra/benchmarks/README.md
MARGIN = 4  # a pattern that backtracks exceeds it a hundredfold


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """The block costs about so much CPU of this process on a usual machine; a slow one is no defect."""
    began = time.process_time()
    yield
    spent = time.process_time() - began
    assert spent < seconds * MARGIN * max(1.0, pace() / USUAL_PACE)
