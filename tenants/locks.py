"""Locks that one holder in the whole installation has, and that die with it.

Each stands in a transaction of a connection of its own: kill -9 ends it at once, and it survives
a pooler that hands out connections per transaction, where a session's lock would not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.db import connection as django_connection

from tenants.kernel.errors import Conflict


class Held(Conflict):
    """data: name."""

    code = "lock.held"
    sentence = "“{name}” is running already. Wait until it has ended."


@contextmanager
def held(name: str, *, wait: bool = True) -> Iterator[None]:
    """Only one process is inside at a time. wait=False: raises Held when another one is."""
    with own_connection() as line:
        if wait:
            line.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        elif line.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name]).fetchone() != (True,):
            raise Held(name=name)
        yield


@contextmanager
def own_connection(*, autocommit: bool = False) -> Iterator[psycopg.Connection[Any]]:
    """A plain connection beside the pool, to the database we are in; closed at the end."""
    settings = cast(Any, django_connection).get_connection_params()
    wanted = {name: value for name, value in settings.items() if name not in _NOT_OURS}
    line = psycopg.connect(**wanted, autocommit=autocommit)
    try:
        yield line
    finally:
        line.close()


_NOT_OURS = ("cursor_factory", "pool", "context", "server_side_binding", "prepare_threshold")
