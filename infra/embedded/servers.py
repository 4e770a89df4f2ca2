"""Both embedded servers under one lock; a server that the environment replaces is left out."""

import os
from types import TracebackType
from typing import Self

from infra.embedded.accounts import account_for, settle
from infra.embedded.places import Places
from infra.embedded.postgres import Postgres
from infra.embedded.process import sole_owner
from infra.embedded.valkey import Valkey

Server = Postgres | Valkey
KINDS: dict[str, type[Server]] = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}


class Servers:
    """A context manager: holds the installation's lock and runs `each` server until the block ends.

    urls: the environment variables to stand in for; the default is all that are embedded.
    """

    def __init__(self, places: Places, *, durable: bool = True, urls: tuple[str, ...] = tuple(KINDS)):
        self.places, self.durable, self.urls = places, durable, urls
        self.each: list[Server] = []
        self.remark: str | None = None  # a sentence about unusual folders
        self.lock = -1  # the file number that holds the installation

    def __enter__(self) -> Self:
        self.prepare()
        try:
            for server in self.each:
                server.start()
        except BaseException:
            self.close()
            raise
        return self

    def prepare(self) -> None:
        """Take the lock and settle the folders; start nothing yet. Raises Trouble when it is taken."""
        self.places.var.mkdir(parents=True, exist_ok=True)
        self.lock = sole_owner(self.places.var / "lock")
        account = account_for(self.places.postgres)
        self.remark = settle(self.places, account)
        self.each = [KINDS[url](self.places, account, durable=self.durable) for url in self.urls]

    def close(self) -> None:
        """Stop in reverse order; the lock goes last."""
        try:
            for server in reversed(self.each):
                server.stop()
        finally:
            os.close(self.lock)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def embedded_urls() -> tuple[str, ...]:
    """The variables nobody set, whose servers we must bring ourselves."""
    return tuple(url for url in KINDS if not os.environ.get(url))
