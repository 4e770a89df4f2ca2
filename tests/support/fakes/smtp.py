"""A receiving mail server that keeps what it gets and can be told to misbehave.

    with FakeSMTP() as smtp:
        smtp.script(at("RCPT", "450 4.2.0 try later"))
        ...
        assert smtp.letters[0].recipients == ["ada@example.org"]

One scripted step is used up by one SMTP transaction.
"""

import asyncio
import email
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Any, Self, cast

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
SIZE_LIMIT = 50 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Letter:
    """One accepted mail: the envelope, the raw bytes, the parsed message."""

    sender: str
    recipients: list[str]
    raw: bytes
    message: EmailMessage


@dataclass(frozen=True)
class Step:
    """What to do at a command: say a line, wait some seconds, or cut the connection."""

    command: str
    line: str = ""
    wait: float = 0.0
    cut: bool = False


def at(command: str, line: str) -> Step:
    """Answer MAIL, RCPT or DATA with this line: "450 4.2.0 try later", "550 5.1.1 no such user"."""
    return Step(command, line)


def slow(seconds: float, command: str = "DATA") -> Step:
    """Take this long over a command, then go on as usual."""
    return Step(command, wait=seconds)


def cut_after_data() -> Step:
    """Keep the mail but close the connection before answering: the sender cannot know."""
    return Step("DATA", cut=True)


class _FreePort(Controller):
    """aiosmtpd calls its own port to start, so port 0 has to be resolved before."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


class FakeSMTP:
    """Context manager with `.host`, `.port`, `.url`; `.letters` holds what was accepted."""

    def __init__(self, port: int = 0) -> None:
        self.host, self.letters = HOST, list[Letter]()
        self._script: deque[Step] = deque()
        self._mood: Callable[[], Step | None] = lambda: None
        self._controller = _FreePort(self, hostname=HOST, port=port, data_size_limit=SIZE_LIMIT)

    @property
    def port(self) -> int:
        """The port in use."""
        return self._controller.port

    @property
    def url(self) -> str:
        """smtp://host:port."""
        return f"smtp://{self.host}:{self.port}"

    def script(self, *steps: Step) -> None:
        """Line up misbehaviour for the next transactions."""
        self._script.extend(steps)

    def be(self, mood: Callable[[], Step | None]) -> None:
        """Ask `mood` for a step at the start of each transaction for which nothing is lined up."""
        self._mood = mood

    def reopen(self) -> None:
        """After an exit: listen again at the same port, with what was kept before."""
        self._controller = _FreePort(
            self, hostname=HOST, port=self._controller.port, data_size_limit=SIZE_LIMIT
        )
        self._controller.start()

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._controller.stop()

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if not self._script and (step := self._mood()):
            self._script.append(step)
        if refusal := await self._play("MAIL"):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if refusal := await self._play("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        cut = bool(self._script) and self._script[0].command == "DATA" and self._script[0].cut
        if refusal := await self._play("DATA"):
            return refusal
        message = cast(EmailMessage, email.message_from_bytes(envelope.content, policy=policy.default))
        self.letters.append(Letter(envelope.mail_from, list(envelope.rcpt_tos), envelope.content, message))
        if cut:
            server.transport.abort()
        return "250 OK"

    async def _play(self, command: str) -> str:
        if not self._script or self._script[0].command != command:
            return ""
        step = self._script.popleft()
        await asyncio.sleep(step.wait)
        return step.line
