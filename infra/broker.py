"""The broker's transport: a channel whose line was dropped says so with a connection error.

When Redis dies, tasks at work still hold channels of the old connection. Their acknowledgement makes
kombu 5.7 look for the address in a connection that is None: an AttributeError, which nobody expects, and
the worker stops for good. As a connection error it is logged and the worker goes on with its new line.
Nothing is lost: the message comes back after the visibility timeout, and the work stands in PostgreSQL.

A Redis that answers but refuses to work (its disk is full, it became a read-only replica) is as good as
away: kombu takes that for a fault of the program, and the worker would end over it.

kombu makes a client of Redis for every acknowledgement: a table of a hundred commands, a fifth of what a
small task costs in all. A client may be used by any number of threads and borrows its connection for each
command, so a channel keeps one.

A worker whose broker was away for minutes asks for it every three seconds at most. kombu's own pause grows
to 30 s, and every mail that came in meanwhile would wait as long once more, after the broker is back.
"""

from __future__ import annotations

from typing import Any

from celery.app.amqp import AMQP
from kombu.connection import Connection
from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as BrokerAway
from redis.exceptions import ResponseError as BrokerUnwilling

LONGEST_PAUSE = 3  # seconds between two tries for the broker


class Channel(redis.Channel):
    """kombu's, with an address that can be gone."""

    _kept: tuple[Any, Any] | None = None  # pool and its client

    def _create_client(self, asynchronous: bool = False) -> Any:
        """One for each pool; kombu makes a new pool after a line was dropped."""
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[no-untyped-call]
        if self._kept is None or self._kept[0] is not self.pool:
            self._kept = self.pool, super()._create_client()  # type: ignore[no-untyped-call]
        return self._kept[1]

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        if self.connection is None or self.connection.client is None:
            raise BrokerAway("the connection of this channel was dropped")
        known: dict[str, Any] = super()._connparams(asynchronous=asynchronous)  # type: ignore[no-untyped-call]
        return known


class Transport(redis.Transport):
    """kombu's, with our channel."""

    Channel = Channel
    connection_errors = (*redis.Transport.connection_errors, BrokerUnwilling)


class Line(Connection):
    """kombu's connection, which tries again soon however long its broker has been away."""

    def _ensure_connection(
        self,
        errback: Any = None,
        max_retries: int | None = None,
        interval_start: float = 2,
        interval_step: float = 2,
        interval_max: float = LONGEST_PAUSE,
        *more: Any,
        **named: Any,
    ) -> Any:
        """Callers give what they want by name or by place; a publisher has pauses of its own."""
        wait = super()._ensure_connection
        return wait(  # type: ignore[no-untyped-call]
            errback, max_retries, interval_start, interval_step, interval_max, *more, **named
        )


class Wires(AMQP):
    """Celery's, with our connection."""

    Connection = Line


def register() -> None:
    """Serve `redis://` and `rediss://` with this transport; before the first connection."""
    TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), f"{__name__}:Transport"))
