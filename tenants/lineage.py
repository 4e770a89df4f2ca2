"""Has this database gone on without a break, or was it brought back from an earlier moment?

What is recovered to a moment, or promoted from a replica, goes on on another timeline; what is restored
from a dump has another system identifier. Both travel with the data in one row, so a database that was
brought back tells it by itself. Who sends what cannot be taken back asks `is_whole` first; `accept` says
that it was compared with the world outside. Each shard is asked for itself.
"""

from __future__ import annotations

import time

from django.db import connection, transaction

from tenants import shards
from tenants.events.models import KnownDatabase
from tenants.kernel import clock, memory

ASK_AGAIN = 3.0  # seconds; no server is restored within them
_IDENTITY = """
    SELECT (SELECT system_identifier FROM pg_control_system())::text
           || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
"""
_asked: dict[str, tuple[float, bool]] = {}  # shard: (when, answer)
memory.droppable(_asked.clear)


def is_whole() -> bool:
    """False from the first start after a restore until `accept`, for the database of this thread."""
    shard, moment = shards.here(), time.monotonic()
    when, answer = _asked.get(shard, (0.0, False))
    if not answer or moment - when > ASK_AGAIN:
        answer = _known() == identity()
        _asked[shard] = moment, answer
    return answer


def identity() -> str:
    """System identifier and timeline: "7391820456310981234/00000001"."""
    with connection.cursor() as cursor:
        cursor.execute(_IDENTITY)
        return str(cursor.fetchone()[0])


@transaction.atomic
def accept() -> None:
    """This database is the one that counts from now on."""
    KnownDatabase.objects.update_or_create(pk=1, defaults={"identity": identity(), "since": clock.now()})
    _asked.clear()


def _known() -> str:
    """What was last accepted; a database that never was asked begins with itself."""
    row = KnownDatabase.objects.filter(pk=1).first()
    if row is None:
        row, _made = KnownDatabase.objects.get_or_create(pk=1, defaults={"identity": identity()})
    return row.identity
