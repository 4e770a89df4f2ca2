"""Mail from outside is read in a child process that can be killed: 10 s CPU, 512 MB, 30 s by the clock.

A child is kept for many mails (a mail costs milliseconds, a start costs 150) and at most two live in
each process. parse_in_child may be called from any thread; after a fork the new process starts its own.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.mail.parsing import wire
from core.mail.parsing.errors import ParserDied, UnparsableMail
from core.mail.parsing.limits import MAIL_BYTES
from core.mail.parsing.shapes import ParsedMail

CHILDREN = 2
MAILS_PER_CHILD = 1_000  # then a fresh one, whatever fragments its memory has
HEAVY_BYTES = 8 * 1024 * 1024  # a child that read such a mail keeps the memory, so it is let go
DEADLINE_SECONDS = 30.0  # three times the CPU allowance: the machine may be busy
ROOT = str(Path(__file__).resolve().parents[3])
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[2]);"
    "from core.mail.parsing.worker import main; main(int(sys.argv[1]))"
)
REASONS = {signal.SIGXCPU: "cpu", signal.SIGKILL: "killed", signal.SIGABRT: "memory"}


class _Gone(Exception):
    """The child ended while idle; the mail was not read yet."""


class Child:
    """One process and its socket. Not thread-safe: whoever took it from the pool owns it."""

    def __init__(self) -> None:
        self.line, theirs = socket.socketpair()
        command = [sys.executable, "-I", "-c", PROGRAM, str(theirs.fileno()), ROOT]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own program
            command, pass_fds=(theirs.fileno(),), env={"LANG": "C.UTF-8"}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self.mails = 0
        self.worn = False

    def ask(self, raw: bytes, *, plain: bool, seconds: float = DEADLINE_SECONDS) -> ParsedMail | str:
        """The mail or a refusal code. Raises ParserDied; afterwards the child is dead."""
        until = time.monotonic() + seconds
        self.mails += 1
        self.worn = self.mails >= MAILS_PER_CHILD or len(raw) > HEAVY_BYTES
        try:
            self._send(wire.REQUEST.pack(len(raw), plain), until)
            self._send(raw, until)
            json_size, content_size = wire.ANSWER.unpack(self._receive(wire.ANSWER.size, until))
            if json_size > wire.JSON_BYTES or content_size > wire.CONTENT_BYTES:
                raise wire.Garbled
            data = self._receive(json_size, until)
            return wire.load(bytes(data), memoryview(self._receive(content_size, until)))
        except TimeoutError:
            self.kill()
            raise ParserDied("deadline") from None
        except wire.Garbled:
            self.kill()
            raise ParserDied("garbled") from None
        except OSError:
            raise self._death() from None

    def _death(self) -> Exception:
        code = self._wait()
        self.kill()
        if code == 0 and self.mails > 1:
            return _Gone()
        return ParserDied(REASONS.get(signal.Signals(-code), "crash") if code < 0 else "crash")

    def _wait(self) -> int:
        try:
            return self.process.wait(2)
        except subprocess.TimeoutExpired:
            return 1

    def _send(self, data: bytes, until: float) -> None:
        self.line.settimeout(max(until - time.monotonic(), 0.001))
        self.line.sendall(data)

    def _receive(self, size: int, until: float) -> bytearray:
        data = bytearray(size)
        view, have = memoryview(data), 0
        while have < size:
            self.line.settimeout(max(until - time.monotonic(), 0.001))
            got = self.line.recv_into(view[have:])
            if not got:
                raise ConnectionResetError
            have += got
        return data

    def alive(self) -> bool:
        """Still there? A child leaves when idle for long, or is ended from outside."""
        if self.process.poll() is None:
            return True
        self.line.close()
        return False

    def kill(self) -> None:
        """End the process and wait for it; safe to repeat."""
        self.line.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Pool:
    """At most CHILDREN children, started when they are needed."""

    def __init__(self) -> None:
        self.places = threading.BoundedSemaphore(CHILDREN)
        self.lock = threading.Lock()
        self.idle: list[Child] = []

    @contextmanager
    def child(self) -> Iterator[Child]:
        """A child of one's own for the time of one mail; worn or dead ones are not put back."""
        with self.places:
            with self.lock:
                child = self.idle.pop() if self.idle else None
            child = child if child and child.alive() else Child()
            try:
                yield child
            except BaseException:
                child.kill()
                raise
            if child.worn:
                child.kill()
                return
            with self.lock:
                self.idle.append(child)

    def close(self) -> None:
        """End the idle children."""
        with self.lock:
            idle, self.idle = self.idle, []
        for child in idle:
            child.kill()


_pool = Pool()


def parse_in_child(raw: bytes) -> ParsedMail:
    """Read a mail (facts, safe HTML, new and quoted text) in a child process.

    A mail whose child dies is tried once more with its HTML as plain text, since the sanitiser is
    the costly part. Raises UnparsableMail (nothing to read) or ParserDied (both tries ended).
    """
    if len(raw) > MAIL_BYTES:
        raise UnparsableMail("mail.too_large")
    try:
        return _asked(raw, plain=False)
    except ParserDied:
        return _asked(raw, plain=True)


def close() -> None:
    """End this process's idle children, for tests and orderly stops."""
    _pool.close()


def _asked(raw: bytes, *, plain: bool) -> ParsedMail:
    answer = _answer(raw, plain)
    if isinstance(answer, ParsedMail):
        return answer
    if answer.startswith("died:"):
        raise ParserDied(answer.removeprefix("died:"))
    raise UnparsableMail(answer)


def _answer(raw: bytes, plain: bool) -> ParsedMail | str:
    for _ in range(CHILDREN + 1):  # each idle child may have left meanwhile; a new one never has
        try:
            return _once(raw, plain)
        except _Gone:
            continue
    raise ParserDied("crash")


def _once(raw: bytes, plain: bool) -> ParsedMail | str:
    with _pool.child() as child:
        return child.ask(raw, plain=plain)


def _forget() -> None:
    """After a fork the children belong to the parent: start anew, touch nothing of theirs."""
    global _pool
    _pool = Pool()


os.register_at_fork(after_in_child=_forget)
