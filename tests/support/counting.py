"""How many statements a piece of work asks. Entering an organization is not one: behind a pooler it is free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def statements(expected: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    asked = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith("SET search_path")]
    assert len(asked) == expected, "\n".join(asked)
