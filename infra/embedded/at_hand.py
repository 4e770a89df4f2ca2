"""Servers for a command of minutes: those of the demo when it runs, else started here and stopped after."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from infra.embedded.places import Places, var
from infra.embedded.servers import Servers, embedded_urls
from infra.embedded.trouble import Trouble


@contextmanager
def servers() -> Iterator[None]:
    """PostgreSQL and Valkey answer inside the block. Several commands may share what one has started."""
    if not (urls := embedded_urls()):
        yield
        return
    places = Places(var())
    places.var.mkdir(parents=True, exist_ok=True)
    users = os.open(places.var / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(users, fcntl.LOCK_SH)
    ours = Servers(places, urls=urls)
    try:
        ours.__enter__()
    except Trouble:  # somebody runs them already
        try:
            yield
        finally:
            os.close(users)
        return
    try:
        yield
    finally:
        fcntl.flock(users, fcntl.LOCK_EX)  # the last user is gone
        ours.close()
        os.close(users)
