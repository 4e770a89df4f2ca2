"""The whole product as processes on free ports: servers, web, realtime, worker, listener, and a fake relay.

    with Stack() as stack:
        stack.write("carla@customer.example", "Charged twice", "Please help.")
        letter = stack.letter_to("carla@customer.example")

Data lives in throw-away servers of its own; a test looks at it through pages and mail, as people do.
"""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Self, TypeVar

from infra.embedded import for_tests, scratch
from infra.embedded.places import Places
from infra.embedded.servers import Servers
from tests.support.fakes.smtp import FakeSMTP, Letter

T = TypeVar("T")
LAID_WITHIN = 600.0  # seconds; a quiet machine needs twenty
UP_WITHIN = 180.0  # seconds; a loaded machine needs twenty, one at six times its processors more than sixty
ANSWER_WITHIN = 60.0  # seconds for whatever workers do
UNDO_SECONDS = 12  # long enough for a slow browser to press the button
SUPPORT = "support@acme.localhost"
LAST_LINES = 30  # of each log, in the words of a failure
PORTS = ("WEB", "REALTIME", "SMTP", "LMTP", "SINK")
SETUP = "import django, infra.celery; django.setup(); "
SEED = SETUP + "from tests.support.stack_ground import lay; lay()"
RUN = SETUP + "from infra.embedded import roles; roles.{role}()"
ROLES = ("web", "realtime", "worker", "advice", "mail", "watch")


class Stack:
    """Context manager. `.web` and `.realtime` are ports; `.smtp` takes customers' mail; `.relay` got ours.

    more: environment of all parts, such as the address of a model.
    """

    def __init__(self, **more: str) -> None:
        self.more = more
        self.relay = FakeSMTP()
        self.var = scratch.folder("stack")
        self.servers = Servers(Places(for_tests.temporary()), durable=False)
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.parts: list[subprocess.Popen[bytes]] = []

    @property
    def web(self) -> int:
        return self.ports["WEB"]

    def __enter__(self) -> Self:
        self.servers.__enter__()
        self.relay.__enter__()
        try:
            lay = [sys.executable, "-c", SEED]
            subprocess.run(lay, env=self._environment(), check=True, timeout=LAID_WITHIN)
            self.parts = [self._start(role) for role in ROLES]
            for name in ("WEB", "REALTIME", "SMTP"):
                self.until(lambda name=name: listens(self.ports[name]), UP_WITHIN, f"{name} to listen")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        for part in reversed(self.parts):
            part.terminate()
        for part in self.parts:
            try:
                part.wait(15)
            except subprocess.TimeoutExpired:
                part.kill()
        self.relay.__exit__()
        self.servers.close()

    def write(
        self,
        sender: str,
        subject: str,
        text: str,
        answers: str = "",
        name: str = "Carla Customer",
        html: str = "",
    ) -> str:
        """Send a mail to the organization over real SMTP. answers: Message-ID it replies to. Returns its own."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"{name} <{sender}>", SUPPORT, subject
        mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", self.ports["SMTP"], timeout=30) as line:
            line.send_message(mail)
        return str(mail["Message-ID"])

    def letter_to(self, recipient: str, saying: str = "", within: float = ANSWER_WITHIN) -> Letter:
        """The newest letter our relay got for somebody, with these words in its text; waits for it."""

        def newest() -> Letter | None:
            ours = [
                one for one in self.relay.letters if recipient in one.recipients and saying in text_of(one)
            ]
            return ours[-1] if ours else None

        return self.until(newest, within, f"a letter to {recipient} saying {saying!r}")

    def until(self, look: Callable[[], T | None], within: float = ANSWER_WITHIN, what: str = "it") -> T:
        """The first true answer. AssertionError when it never comes or a part has died."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if found := look():
                return found
            dead = [part.args for part in self.parts if part.poll() is not None]
            assert not dead, f"a part has ended: {dead}\n{self._said()}"
            time.sleep(0.15)
        raise AssertionError(f"waited {within:.0f} s for {what}\n{self._said()}")

    def _said(self) -> str:
        """The end of each part's log: the folder is gone when somebody reads of the failure."""
        logs = sorted(self.var.glob("*.log"))
        ends = [(log.stem, log.read_text(errors="replace").splitlines()[-LAST_LINES:]) for log in logs]
        return "\n".join(f"--- {name}\n" + "\n".join(lines) for name, lines in ends if lines)

    def _start(self, role: str) -> subprocess.Popen[bytes]:
        log = (self.var / f"{role}.log").open("wb")
        command = [sys.executable, "-c", RUN.format(role=role)]
        return subprocess.Popen(command, env=self._environment(), stdout=log, stderr=subprocess.STDOUT)

    def _environment(self) -> dict[str, str]:
        places = self.servers.places
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("DESKHAND_")},
            **{f"DESKHAND_{name}_PORT": str(port) for name, port in self.ports.items()},
            "DATABASE_URL": places.database_url,
            "DATABASE_DIRECT_URL": "",
            "REDIS_URL": places.redis_url,
            "DJANGO_SETTINGS_MODULE": "infra.settings.dev",
            "DESKHAND_VAR": str(self.var),
            "DESKHAND_RELAY_HOST": self.relay.host,
            "DESKHAND_RELAY_PORT": str(self.relay.port),
            "DESKHAND_UNDO_SECONDS": str(UNDO_SECONDS),
            "DESKHAND_LIMIT_AUTH": "1000/minute",
            "OPENAI_BASE_URL": "",
            "OPENAI_API_KEY": "",
            **self.more,
        }


def text_of(letter: Letter) -> str:
    """The plain text of a letter."""
    body = letter.message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def free_ports(number: int) -> list[int]:
    lines = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [line.getsockname()[1] for line in lines]
    for line in lines:
        line.close()
    return ports


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
