"""POP3: no numbers that last, so the ids of what still lies there are remembered."""

from __future__ import annotations

import poplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from core.mail.models import MailSource
from core.mail.sources.box import SECONDS, SLACK, LongerThanSaid, Lying, ServerFault, SignInRefused
from tenants import outbound
from tenants.kernel.text import one_line

AT_ONCE = 200


class _Line(poplib.POP3):
    """What a server says in answer to one command is counted: poplib keeps it all."""

    def __init__(self, source: MailSource) -> None:
        self._source = source
        self._room = settings.MAIL_LIMIT + SLACK
        super().__init__(source.host, source.port, SECONDS)
        if source.is_plain_start:
            self.stls(outbound.tls())

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = outbound.connect(self.host, self.port, SECONDS)
        return line if self._source.is_plain_start else outbound.secure(line, self.host)

    def _putcmd(self, line: str) -> None:
        self._room = settings.MAIL_LIMIT + SLACK
        super()._putcmd(line)  # type: ignore[misc]

    def _getline(self) -> tuple[bytes, int]:
        line, octets = super()._getline()  # type: ignore[misc]
        self._room -= octets
        if self._room < 0:
            self.sock.close()
            raise LongerThanSaid(host=self.host)
        return line, octets


class PopBox:
    lasts = False  # a line that is cut before QUIT has deleted nothing

    def __init__(self, source: MailSource, secret: str) -> None:
        self.host, self.total = source.host, 0
        with self._faults():
            self.line = _Line(source)
            self.line.user(source.username)
            try:
                self.line.pass_(secret)
            except poplib.error_proto:
                raise SignInRefused(host=self.host) from None
            self.numbers = {mark: number for number, mark in map(_pair, self.line.uidl()[1])}
            self.sizes = {number: int(size) for number, size in map(_pair, self.line.list()[1])}

    def waiting(self, source: MailSource) -> Iterator[list[Lying]]:
        if source.begin_at and source.last_success_at is None:  # POP3 tells no dates: what lies there is old
            source.known = list(self.numbers)
        source.known = [mark for mark in source.known if mark in self.numbers]
        known = set(source.known)
        new = [Lying(mark, self.sizes[number]) for mark, number in self.numbers.items() if mark not in known]
        self.total = len(new)
        for at in range(0, len(new), AT_ONCE):
            yield new[at : at + AT_ONCE]

    def take(self, one: Lying) -> bytes:
        with self._faults():
            return b"\r\n".join(self.line.retr(self.numbers[one.mark])[1]) + b"\r\n"

    def head(self, one: Lying) -> bytes:
        with self._faults():
            return b"\r\n".join(self.line.top(self.numbers[one.mark], 0)[1]) + b"\r\n"

    def settle(self, one: Lying, source: MailSource, *, again: bool = False) -> None:
        if source.after == MailSource.After.DELETE and one.mark in self.numbers:
            with self._faults():
                self.line.dele(self.numbers[one.mark])

    def close(self) -> None:
        with suppress(AttributeError, OSError, poplib.error_proto, LongerThanSaid):  # it is over anyway
            self.line.quit()  # only this makes deletions last

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (poplib.error_proto, OSError) as fault:
            raise ServerFault(host=self.host, said=one_line(str(fault), 160)) from fault


def _pair(line: bytes) -> tuple[int, str]:
    """b"3 abc" -> (3, "abc")"""
    number, _, rest = line.decode("ascii", "replace").partition(" ")
    return int(number), rest.strip()
