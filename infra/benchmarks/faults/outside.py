"""The sending side: mail servers that try again until they read a 250, and agents who answer."""

from __future__ import annotations

import smtplib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from infra.benchmarks.faults.mails import Mail

AGAIN = 0.3  # seconds until a mail that was not accepted is tried again
PATIENCE = 30.0  # seconds for one command


END = b"\r\n.\r\n"  # of a mail, as it is sent


class Line(smtplib.SMTP):
    """A connection that calls what `aim` holds when a whole mail was sent and no answer was read yet."""

    aim: deque[Callable[[], None]] = deque()

    def send(self, s: Any) -> None:
        super().send(s)
        if isinstance(s, bytes) and s.endswith(END) and self.aim:
            with suppress(IndexError):  # another connection took it
                self.aim.popleft()()


class Senders:
    """Threads that send mails at a pace. accepted: {name: when its final 250 was read, time.time()}."""

    def __init__(self, port: int, mails: list[Mail], *, a_second: float, connections: int = 4) -> None:
        self.port, self.mails, self.pause = port, mails, 1 / a_second
        self.accepted: dict[str, float] = {}
        self.refused: dict[str, str] = {}
        self.tries, self.put_off = 0, 0
        self.reasons: Counter[str] = Counter()  # why mails were put off
        self._next, self._began = count(), time.monotonic()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(connections)]
        for thread in self._threads:
            thread.start()

    @property
    def is_running(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    @property
    def share(self) -> float:
        """Part of the mails that was begun, 0 to 1."""
        return min(1.0, (time.monotonic() - self._began) / max(self.pause * len(self.mails), 0.001))

    def join(self, within: float) -> None:
        end = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        line: smtplib.SMTP | None = None
        while (place := next(self._next)) < len(self.mails):
            time.sleep(max(0.0, self._began + place * self.pause - time.monotonic()))
            line = self._deliver(self.mails[place], line)

    def _deliver(self, mail: Mail, line: smtplib.SMTP | None) -> smtplib.SMTP | None:
        """Until it is accepted, or refused for good."""
        while True:
            self.tries += 1
            try:
                line = line or Line("127.0.0.1", self.port, timeout=PATIENCE)
                line.sendmail(mail.sender, [mail.recipient], mail.raw)
            except (OSError, smtplib.SMTPException) as fault:
                if (said := _for_good(fault)) is not None:
                    self.refused[mail.name] = said
                    return line
                self.put_off += 1
                self.reasons[_in_short(fault)] += 1
                with suppress(OSError, smtplib.SMTPException):
                    if line is not None:
                        line.close()
                line = None
                time.sleep(AGAIN)
            else:
                self.accepted.setdefault(mail.name, time.time())
                return line


class Agents:
    """Answers the oldest unanswered requests of both organizations while a run is under way."""

    def __init__(self, *, a_second: float = 2.0) -> None:
        self.pause, self._stop = 1 / a_second, threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(30)

    def _work(self) -> None:
        from django.db import DatabaseError, close_old_connections, connections

        from infra.benchmarks.faults.stage import ORGANIZATIONS
        from tenants import context

        for turn in count():
            if self._stop.wait(self.pause):
                break
            try:
                with context.tenant(context.by_schema(ORGANIZATIONS[turn % 2])):
                    _answer_one()
            except DatabaseError:
                connections["default"].close()
        close_old_connections()


def _answer_one() -> None:
    from core.accounts.models import User
    from core.tickets import services
    from core.tickets.models import Ticket

    ana = User.objects.select_related("role").get(name="Ana Agent")
    ticket = Ticket.objects.filter(first_replied_at=None, is_finished=False).order_by("pk").first()
    if ticket is not None:
        services.reply(ticket, f"We looked into {ticket.subject}.", author=ana, by=ana.actor)


def _in_short(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return str(next(iter(fault.recipients.values()))[1])[:60]
    return f"{type(fault).__name__} {fault}"[:60]


def _for_good(fault: Exception) -> str | None:
    """What a 5xx said; None where a mail server tries again."""
    code = getattr(fault, "smtp_code", 0)
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(fault.recipients.values()))
        return f"{code} {said.decode(errors='replace')}" if code >= 500 else None
    return f"{code} {fault}" if 500 <= code < 600 else None
