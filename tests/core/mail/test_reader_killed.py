"""The reading child is shot from outside: the mail is tried again, and held only when it dies three times."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from core.mail import services
from core.mail.models import InboundMail
from core.mail.parsing import child
from infra.benchmarks import meter
from tenants.kernel import clock
from tests.core.mail.conftest import letter

pytestmark = pytest.mark.django_db


class Hunter(threading.Thread):
    """Shoots every reading child of this process while the block runs."""

    def __enter__(self) -> None:
        self.over = threading.Event()
        self.start()

    def __exit__(self, *exc: object) -> None:
        self.over.set()
        self.join()

    def run(self) -> None:
        while not self.over.wait(0.001):
            for pid in meter.children(os.getpid()):
                if "core.mail.parsing.worker" in _command(pid):
                    os.kill(pid, signal.SIGKILL)


def _command(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as line:
            return line.read()
    except OSError:
        return ""


def test_a_mail_whose_reader_was_shot_is_read_again(acme):
    child.close()
    inbound_id = services.accept(
        letter("Hello"), sender="c@customer.example", recipient="support@acme.localhost"
    )
    with Hunter():
        services.process(inbound_id)
    row = InboundMail.objects.get(pk=inbound_id)
    assert (row.state, row.attempts) == ("received", 1)

    with clock.at(row.lease_until):
        InboundMail.objects.update(lease_until=None)
        services.process(inbound_id)
    assert InboundMail.objects.get(pk=inbound_id).state == "done"
