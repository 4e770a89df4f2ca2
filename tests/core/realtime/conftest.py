"""A real socket server, with what it needs really committed."""

from __future__ import annotations

import json
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

from infra import realtime
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
    found = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", **realtime.OPTIONS))
    thread = threading.Thread(target=found.run, daemon=True)
    thread.start()
    for _ in range(200):
        if found.started:
            break
        time.sleep(0.05)
    yield found.servers[0].sockets[0].getsockname()[1]
    found.should_exit = True
    thread.join(10)


class Line:
    """An open socket as a page uses it. hello: its first word."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.waiting: list[dict[str, Any]] = []
        self.hello = self.hear()

    def hear(self, within: float = 10) -> dict[str, Any]:
        """The next event, alone or out of several that came together. TimeoutError, ConnectionClosed."""
        while not self.waiting:
            said = json.loads(self.socket.recv(within))
            self.waiting = said if isinstance(said, list) else [said]
        return self.waiting.pop(0)

    def until(self, event: str, within: float = 10, **facts: Any) -> dict[str, Any]:
        """The next event of this name that says this; what comes before is passed over."""
        while True:
            said = self.hear(within)
            if said["event"] == event and all(said.get(key) == value for key, value in facts.items()):
                return said

    def say(self, event: str, **more: Any) -> None:
        self.socket.send(json.dumps({"event": event, **more}))

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def listen(server: int) -> Iterator[Any]:
    """listen("acme.localhost", cookie): an open socket, as a browser at that host opens it."""
    opened: list[Line] = []

    def open_at(host: str, cookie: str, origin: str = "", query: str = "") -> Line:
        line = connect(
            f"ws://{host}:{server}/ws/{query}",
            sock=socket.create_connection(("127.0.0.1", server)),
            origin=origin or f"http://{host}:{server}",
            additional_headers={"Cookie": cookie},
        )
        opened.append(Line(line))
        return opened[-1]

    yield open_at
    for one in opened:
        one.close()


def cookie_of(client: SiteClient) -> str:
    """Other cookies too, one of them as no parser likes it."""
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f'theme={{"a": 1}}; a/b=c; {settings.SESSION_COOKIE_NAME}={key}; csrftoken=x'
