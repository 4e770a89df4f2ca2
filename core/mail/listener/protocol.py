"""aiosmtpd's sessions with our reading of DATA: in pieces instead of lines, and per-recipient LMTP answers.

A mail is read up to the one terminator SMTP knows (CR LF dot CR LF, never a bare LF) with memory
bounded by the size limit; aiosmtpd's own reader costs a turn of the loop per line and refuses the
long lines that real mail has. Nothing here looks at what the bytes say.
"""

from __future__ import annotations

import asyncio
import logging
import re

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, syntax
from aiosmtpd.smtp import Session as Talk

from tenants.models import Tenant

log = logging.getLogger(__name__)

END = b"\r\n.\r\n"
PIECE = 64 * 1024  # bytes read at once; a sender must bring one within aiosmtpd's 300 s
# what nearly every sender says; aiosmtpd's whole grammar took a fifth of a mail's time for it
PLAIN = re.compile(r"\s*<((?:[\w+=-]+\.)*[\w+=-]+@(?:[\w-]+\.)*[\w-]+)>\s*(.*)", re.ASCII | re.DOTALL)
TOO_LARGE = "552 5.3.4 The mail is larger than we take"
FAULT = "451 4.3.0 Something went wrong here, please try again"


class Parcel(Envelope):
    """One mail's envelope. tenants: the organization of each accepted recipient, in order."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.tenants: list[Tenant] = []


class Visit(Talk):
    """What one connection did so far. unknown: recipients it named that nobody knows."""

    unknown = 0


class Session(SMTP):  # type: ignore[misc]  # aiosmtpd's types do not reach mypy
    """One connection. The handler's `take` answers DATA with one line per accepted recipient."""

    line_length_limit = PIECE  # the stream's buffer; commands keep their own limit

    envelope: Parcel
    session: Visit

    def _create_envelope(self) -> Parcel:
        return Parcel()

    def _create_session(self) -> Visit:
        return Visit(self.loop)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """(address, what follows it)."""
        if plain := PLAIN.fullmatch(arg):
            return plain[1], plain[2]
        address, rest = super()._getaddr(arg)
        return address, rest

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  the name aiosmtpd calls
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Name a recipient first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._read_mail()
        if content is None:
            answers = [TOO_LARGE] * len(self.envelope.rcpt_tos)
        else:
            answers = await self.event_handler.take(self.envelope, content)
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self._answer(answers)

    async def handle_exception(self, error: Exception) -> str:
        """Whatever breaks, the sender keeps the mail and tries again."""
        log.error("mail session failed", exc_info=error)
        return FAULT

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._original_transport is None:  # else the same one goes on under TLS
            self.event_handler.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.closed(self)
        super().connection_lost(error)

    async def _answer(self, answers: list[str]) -> None:
        """SMTP has one word for all recipients. What was stored is known again when the mail comes again."""
        await self.push(next((line for line in answers if not line.startswith("2")), answers[0]))

    async def _read_mail(self) -> bytes | None:
        """The mail without terminator and dot-stuffing. Too large: read to its end, then None."""
        self._reader._buffer[:0] = b"\r\n"  # type: ignore[attr-defined]  # an empty mail's terminator needs a line end before it
        limit = (self.data_size_limit or 0) + len(END)
        pieces: list[bytes] = []
        size, ended = 0, False
        while not ended:
            piece, ended = await self._piece()
            size += len(piece)
            if size <= limit:
                pieces.append(piece)
            else:
                pieces.clear()
            self._reset_timeout()
        if not pieces:
            return None
        return b"".join(pieces)[: -len(END) + 2].replace(b"\r\n.", b"\r\n")[2:]

    async def _piece(self) -> tuple[bytes, bool]:
        """(bytes, is it the last piece). Never splits a terminator: asyncio keeps its beginning back."""
        try:
            return await self._reader.readuntil(END), True
        except asyncio.LimitOverrunError as over:
            return await self._reader.readexactly(over.consumed), False


class LocalSession(LMTP, Session):  # type: ignore[misc]
    """LMTP: a mail server of our own hands over, and hears about each recipient by itself."""

    async def _answer(self, answers: list[str]) -> None:
        for line in answers:
            await self.push(line)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  the name aiosmtpd calls
        await Session.smtp_DATA(self, arg)
