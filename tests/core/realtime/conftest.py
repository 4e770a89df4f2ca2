"""A real socket server, with what it needs really committed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from websockets.sync.client import ClientConnection, connect

from infra.asgi import application
from tests.support.clients import SiteClient
from tests.support.commits import committed


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), committed() as found:
        yield found


@pytest.fixture
def server(world: SimpleNamespace) -> Iterator[int]:
    """The port of our ASGI application."""
    found = uvicorn.Server(uvicorn.Config(application, port=0, lifespan="off", log_level="error"))
    thread = threading.Thread(target=found.run, daemon=True)
    thread.start()
    for _ in range(200):
        if found.started:
            break
        time.sleep(0.05)
    yield found.servers[0].sockets[0].getsockname()[1]
    found.should_exit = True
    thread.join(10)


@pytest.fixture
def listen(server: int) -> Iterator[Any]:
    """listen("acme.localhost", cookie): an open socket, as a browser at that host opens it."""
    opened: list[ClientConnection] = []

    def open_at(host: str, cookie: str, origin: str = "") -> ClientConnection:
        opened.append(
            connect(
                f"ws://{host}:{server}/ws/",
                sock=socket.create_connection(("127.0.0.1", server)),
                origin=origin or f"http://{host}:{server}",
                additional_headers={"Cookie": cookie},
            )
        )
        return opened[-1]

    yield open_at
    for one in opened:
        one.close()


def cookie_of(client: SiteClient) -> str:
    """Other cookies too, one of them as no parser likes it."""
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f'theme={{"a": 1}}; a/b=c; {settings.SESSION_COOKIE_NAME}={key}; csrftoken=x'
