"""The way out to an endpoint that an organization named: its server may be hostile.

Connects to the addresses that `tenants.outbound` has looked at, by no proxy, and follows nobody. Whatever the
other side does, a call ends within its bounds: every byte is counted, headers and error pages too, which the
client library reads to their end.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore2
import httpx2

from tenants import outbound


@dataclass(slots=True)
class Bounds:
    """end: monotonic time. room: bytes that may still come, as they travel."""

    end: float
    room: int

    def within(self, timeout: float | None) -> float:
        """The seconds that one wait may take. Raises ReadTimeout when none are left."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the call has taken its time")
        return left if timeout is None else min(timeout, left)


_bounds: ContextVar[Bounds] = ContextVar("bounds")


@contextmanager
def bounded(end: float, room: int) -> Iterator[None]:
    """What is asked inside ends by then, and reads no more."""
    token = _bounds.set(Bounds(end, room))
    try:
        yield
    finally:
        _bounds.reset(token)


class Line(httpcore2.NetworkStream):
    """A connection that keeps to the bounds of the call it serves."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        bounds = _bounds.get()
        data = self._stream.read(max_bytes, bounds.within(timeout))
        bounds.room -= len(data)
        if bounds.room < 0:
            raise httpcore2.ReadError("the answer is far too long")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _bounds.get().within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        return Line(self._stream.start_tls(*args, **kwargs))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Door(httpcore2.NetworkBackend):
    """Connects to the addresses that were looked at, with TLS checked against the name."""

    def __init__(self, is_clear: bool) -> None:
        self._plain, self._is_clear = httpcore2.SyncBackend(), is_clear

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        addresses = outbound.resolve(host, port, is_clear=self._is_clear)
        for address in addresses[:-1]:
            try:
                return Line(self._plain.connect_tcp(str(address), port, *args, **kwargs))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return Line(self._plain.connect_tcp(str(addresses[-1]), port, *args, **kwargs))

    def connect_unix_socket(self, path: str, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        raise outbound.ForbiddenAddress(host=path)

    def sleep(self, seconds: float) -> None:
        self._plain.sleep(seconds)


def http() -> httpx2.Client:
    """A client for one endpoint. Packed error pages are refused: a small one may unpack to gigabytes."""
    mounts = {"https://": _way(False), "http://": _way(True)}
    return httpx2.Client(
        mounts=mounts, transport=_way(False), follow_redirects=False, trust_env=False,
        headers={"accept-encoding": "identity"}, event_hooks={"response": [_refuse_packed]},
    )  # fmt: skip


def _way(is_clear: bool) -> httpx2.HTTPTransport:
    made = httpx2.HTTPTransport(verify=outbound.tls(), trust_env=False)
    made._pool = httpcore2.ConnectionPool(
        ssl_context=outbound.tls(), network_backend=Door(is_clear), max_connections=100
    )
    return made


def _refuse_packed(response: httpx2.Response) -> None:
    packed = response.headers.get("content-encoding", "identity").lower() != "identity"
    if packed and not response.is_success:
        raise httpx2.DecodingError("a packed error page", request=response.request)
