"""A small ASGI host for the fakes: one uvicorn in a thread, started on a free port.

A fake derives from AsgiServer and implements `respond(call) -> Reply`. The event loop is the only
thread that touches the fake's state while it answers, so fakes need no locks of their own.
"""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl

import uvicorn

START_TIMEOUT = 10.0  # seconds; a loaded machine needs two


@dataclass(frozen=True)
class Call:
    """One request as it arrived. Header names are lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The parsed body; {} for an empty one."""
        return json.loads(self.body or b"{}")


@dataclass
class Reply:
    """What goes back. `chunks` replaces the body for answers that are slow or never end."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    chunks: Callable[[], AsyncIterator[bytes]] | None = None

    @classmethod
    def of(cls, data: Any, status: int = 200, **headers: str) -> "Reply":
        """JSON reply."""
        return cls(status, json.dumps(data).encode(), headers=headers)

    @classmethod
    def page(cls, html: str, status: int = 200) -> "Reply":
        """HTML reply."""
        return cls(status, html.encode(), "text/html; charset=utf-8")

    @classmethod
    def redirect(cls, to: str) -> "Reply":
        """303 See Other."""
        return cls(303, headers={"location": to})


class AsgiServer:
    """Context manager with `.url`; records every request in `.calls`."""

    def __init__(self, port: int = 0) -> None:
        self.calls: list[Call] = []
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen(512)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self._app, interface="asgi3", lifespan="off", log_level="error", access_log=False, backlog=512
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    async def respond(self, call: Call) -> Reply:
        """Answer one request. Implemented by each fake."""
        raise NotImplementedError

    def record(self, call: Call) -> None:
        """Keep the request for assertions."""
        self.calls.append(call)

    def serve(self) -> None:
        """Serve in this thread until a signal comes (own-process mode)."""
        self._server.run([self._socket])

    def __enter__(self) -> Self:
        self._thread.start()
        waited = threading.Event()
        for _ in range(int(START_TIMEOUT / 0.01)):
            if self._server.started:
                return self
            waited.wait(0.01)
        raise TimeoutError("the fake server did not start")

    def __exit__(self, *exc: object) -> None:
        # Hanging answers must not hold up the end of a test.
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(START_TIMEOUT)
        self._socket.close()

    async def _app(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        call = await _read(scope, receive)
        self.record(call)
        reply = await self.respond(call)
        headers = {"content-type": reply.content_type, **reply.headers}
        if reply.chunks is None:
            headers["content-length"] = str(len(reply.body))
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": reply.status, "headers": raw})
        if reply.chunks is not None:
            async for chunk in reply.chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": reply.body})


async def drip(body: bytes, pause: float) -> AsyncIterator[bytes]:
    """One byte, a pause, the next byte. pause: seconds."""
    for byte in body:
        yield bytes([byte])
        await asyncio.sleep(pause)


async def _read(scope: dict[str, Any], receive: Any) -> Call:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    return Call(scope["method"], scope["path"], query, headers, b"".join(parts))
