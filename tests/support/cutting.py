"""A line that breaks when told to: a TCP proxy before a server, blind to what it carries.

with Cutter(port) as line:
    line.after(5_000)                    # cut in the middle of what the server sends
    line.after(5_000, at_next_word=True) # or when the client speaks next, its words not delivered
    line.after(5_000, at_next_answer=True) # or when the server answers that: done there, and nobody hears of it
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Self


class Cutter:
    """`.port`; `.cuts`: how often it broke. `on_cut` is called before the client notices."""

    def __init__(self, to: int) -> None:
        self.to, self.cuts, self.on_cut = to, 0, lambda: None
        self._left: int | None = None
        self._at_next_word = self._at_next_answer = self._is_asked = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.on_cut: Callable[[], object]

    def after(self, count: int | None, *, at_next_word: bool = False, at_next_answer: bool = False) -> None:
        """Arm it once: after so many bytes of the server in this or the next connection. None: disarm."""
        self._left, self._at_next_word, self._at_next_answer = count, at_next_word, at_next_answer
        self._is_asked = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self.to), timeout=30)
                except OSError:
                    client.close()
                    continue
                for one, other, is_server in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._carry, args=(one, other, is_server), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, is_server: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(16 * 1024):
                if self._breaks(len(data), is_server):
                    self.cuts += 1
                    self._left = None
                    self.on_cut()
                    break
                other.sendall(data)
        for each in (one, other):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _breaks(self, count: int, is_server: bool) -> bool:
        if self._left is None:
            return False
        if is_server:
            self._left -= count
            is_later = self._at_next_word or (self._at_next_answer and not self._is_asked)
            return self._left <= 0 and not is_later
        self._is_asked = self._left <= 0
        return self._left <= 0 and self._at_next_word
