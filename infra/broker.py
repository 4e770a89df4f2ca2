"""The broker's transport: a channel whose line was dropped says so with a connection error.

When Redis dies, tasks at work still hold channels of the old connection. Their acknowledgement makes
kombu 5.7 look for the address in a connection that is None: an AttributeError, which nobody expects, and
the worker stops for good. As a connection error it is logged and the worker goes on with its new line.
Nothing is lost: the message comes back after the visibility timeout, and the work stands in PostgreSQL.

A Redis that answers but refuses to work (its disk is full, it became a read-only replica) is as good as
away: kombu takes that for a fault of the program, and the worker would end over it.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as BrokerAway
from redis.exceptions import ResponseError as BrokerUnwilling


class Channel(redis.Channel):
    """kombu's, with an address that can be gone."""

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise BrokerAway("the connection of this channel was dropped")
        known: dict[str, Any] = super()._connparams(asynchronous=asynchronous)  # type: ignore[no-untyped-call]
        return known


class Transport(redis.Transport):
    """kombu's, with our channel."""

    Channel = Channel
    connection_errors = (*redis.Transport.connection_errors, BrokerUnwilling)


def register() -> None:
    """Serve `redis://` and `rediss://` with this transport; before the first connection."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
