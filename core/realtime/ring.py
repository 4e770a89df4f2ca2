"""What a line missed while it was away: the tenant's latest events, asked for by the last one it heard."""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis

from core.realtime import names, telling
from core.realtime.telling import Telling

MOST = 200  # more than that is sooner asked for anew
NOTHING = "0"  # the place of who came when there was nothing


async def last(redis: Redis, schema: str) -> str:
    """The place of the newest event."""
    found: Any = await redis.xrevrange(names.ring(schema), count=1)
    return str(found[0][0].decode()) if found else NOTHING


async def since(redis: Redis, schema: str, seq: str) -> list[Telling] | None:
    """Every event after that place. None when nobody can say: it is too long ago, or no place at all."""
    if not _is_place(seq):
        return None
    if seq == NOTHING:
        return None if await redis.exists(names.ring(schema)) else []
    found: Any = await redis.xrange(names.ring(schema), min=seq, count=MOST + 2)
    if not found or found[0][0].decode() != seq or len(found) > MOST + 1:
        return None
    return [
        telling.read(place.decode(), said[b"head"].decode(), said[b"text"].decode())
        for place, said in found[1:]
    ]


def _is_place(seq: str) -> bool:
    """Milliseconds and a number, as Redis counts."""
    first, dash, second = seq.partition("-")
    parts = (first, second) if dash else (first,)
    return all(part.isascii() and part.isdecimal() and len(part) < 17 for part in parts)
