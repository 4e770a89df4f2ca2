"""Locks that one holder in the whole installation has, and that die with it.

Each stands in a session of its own: kill -9 ends it at once. Not in a transaction, for an idle one
keeps a snapshot that indexes built concurrently would wait for. A statement that waits for the lock keeps
one, too, and an index that the holder builds would wait for it for ever: so who waits asks again and again.
A pooler that hands out connections per transaction would lose a session's lock, so these connections go
past it (DATABASE_DIRECT_URL).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import connection as django_connection

from tenants import shards
from tenants.kernel.errors import Conflict

ASK_AGAIN = 0.2  # seconds
_TRY = "SELECT pg_try_advisory_lock(hashtext(%s))"


class Held(Conflict):
    """data: name."""

    code = "lock.held"
    sentence = "“{name}” is running already. Wait until it has ended."


@contextmanager
def held(name: str, *, wait: bool = True) -> Iterator[None]:
    """Only one process is inside at a time. wait=False: raises Held when another one is."""
    with own_connection() as line:
        while line.execute(_TRY, [name]).fetchone() != (True,):
            if not wait:
                raise Held(name=name)
            time.sleep(ASK_AGAIN)
        yield


@contextmanager
def own_connection() -> Iterator[psycopg.Connection[Any]]:
    """A plain connection beside the pool, in autocommit, to the database we are in; closed at the end."""
    direct = settings.DATABASE_DIRECT_URL if shards.is_home() else ""
    if direct:
        line = psycopg.connect(direct, autocommit=True)
    else:
        given = cast(Any, django_connection).get_connection_params()
        line = psycopg.connect(
            **{name: value for name, value in given.items() if name not in _NOT_OURS}, autocommit=True
        )
    try:
        yield line
    finally:
        line.close()


_NOT_OURS = ("cursor_factory", "pool", "context", "server_side_binding", "prepare_threshold")
