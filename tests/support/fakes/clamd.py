"""A clamd that speaks PING, VERSION and INSTREAM, and finds what it is told to find.

with FakeClamd() as clamd:
    settings.CLAMAV = clamd.address
    clamd.finds[b"EICAR"] = "Eicar-Test-Signature"
    ...
    assert clamd.seen == [b"…"]
"""

from __future__ import annotations

import socketserver
import struct
import threading
from typing import Self

STREAM_MAX = 20 * 2**20  # bytes


class _Line(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        command = self.rfile.readline().strip()
        if command == b"nPING":
            self.wfile.write(b"PONG\n")
        elif command == b"nVERSION":
            self.wfile.write(b"ClamAV 1.4.3/27800/Sat Nov 28 08:00:00 2026\n")
        elif command == b"nINSTREAM":
            self.wfile.write(self._scan())

    def _scan(self) -> bytes:
        content = bytearray()
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.server.fake.limit:
                return b"INSTREAM size limit exceeded. ERROR\n"
        self.server.fake.seen.append(bytes(content))
        for mark, name in self.server.fake.finds.items():
            if mark in content:
                return f"stream: {name} FOUND\n".encode()
        return self.server.fake.says


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    fake: FakeClamd


class FakeClamd:
    """says: the answer about what is harmless; anything odd stands for a daemon in trouble."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.finds: dict[bytes, str] = {}
        self.limit, self.says = STREAM_MAX, b"stream: OK\n"

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Line)
        self._server.fake = self
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
