"""Which database an organization lives in, and how a thread gets there.

`default` always means the database where we are now: entering an organization on another shard swaps the
thread's connection of that name, so transactions, callbacks and raw cursors follow by themselves. The
directory (organizations, domains, billing) stays at home and is reached as `home` meanwhile, see routing.py;
outbox and alarms lie in the shared schema beside the organization, in its own database.

One transaction never spans two databases. The database at home costs nothing of this.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError, connections, transaction

log = logging.getLogger(__name__)
DEFAULT = "default"  # where we are
HOME = "home"  # the database at home while we are elsewhere
REPLICA = "replica"  # a copy of the one at home, seconds behind, for reports


class SpansDatabases(RuntimeError):
    """Another database was entered inside of a transaction: a fault of ours."""


def names() -> list[str]:
    """All databases that can hold organizations; the one at home first."""
    return [DEFAULT, *sorted(set(settings.DATABASES) - {DEFAULT, HOME, REPLICA})]


def here() -> str:
    """The shard this thread is on."""
    return str(connections[DEFAULT].alias)


def has_replica() -> bool:
    """Whether this block may read from a copy: there is one, we are at home, and no transaction is open."""
    here = cast(Any, connections[DEFAULT])
    return REPLICA in settings.DATABASES and here.alias == DEFAULT and not here.in_atomic_block


def replica_answers() -> bool:
    """Whether a connection to it can be had; reports are read at home meanwhile."""
    try:
        connections[REPLICA].ensure_connection()
    except DatabaseError as fault:
        log.warning("the replica is away", extra={"why": str(fault)})
        return False
    return True


def is_home() -> bool:
    return connections[DEFAULT].alias == DEFAULT


@contextmanager
def on(shard: str) -> Iterator[None]:
    """Run the block on another database. Raises SpansDatabases when a transaction is open here.

    Home may be looked up while a transaction is open elsewhere: what is done there stands by itself.
    """
    left = cast(Any, connections[DEFAULT])
    if left.alias == shard:
        yield
        return
    if left.in_atomic_block and shard != DEFAULT:
        raise SpansDatabases(f"a transaction on {left.alias} is open; finish it before going to {shard}")
    home = left if left.alias == DEFAULT else connections[HOME]
    was_home = left.alias == DEFAULT
    connections[HOME] = home
    connections[DEFAULT] = home if shard == DEFAULT else connections[shard]
    try:
        yield
    finally:
        connections[DEFAULT] = left
        if was_home:
            del connections[HOME]


def each() -> Iterator[str]:
    """Every database in turn, entered in its shared schema."""
    for name in names():
        with on(name):
            yield name


def home() -> str:
    """The alias of the directory's database, wherever we are."""
    return DEFAULT if is_home() else HOME


def home_connection() -> Any:
    """The connection to the directory, wherever we are."""
    return connections[home()]


@contextmanager
def atomic() -> Iterator[None]:
    """A transaction where we are, and one at home for directory rows when that is elsewhere.

    Home commits first: a fact that should be told of it can be lost by a crash in between, never the change.
    """
    with transaction.atomic(), nullcontext() if is_home() else transaction.atomic(using=HOME):
        yield
