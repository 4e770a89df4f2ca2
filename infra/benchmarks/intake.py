"""What a mail costs from SMTP to a stored, threaded ticket, triage aside.

    python -m infra.benchmarks.intake [--mails 1000] [--connections 2] [--threads 8] [--handover]

Throw-away servers, one organization, the real listener (`manage.py smtp_listener`) and one real worker.
86 in 100 mails open a ticket, 10 answer an earlier mail by Message-ID, 4 come a second time. Triage is
left aside by serving the queue `mail` alone: its events are written but wait. --handover serves the
queue `events`, too, so the step that hands a message to triage is part of the figure.

Two rounds in one run. *Stored*: the address confirms nothing, so a mail ends as its threaded ticket;
this is what the bar is about. *Confirmed*: the same, and the answer with the number is written to each
new customer and delivered (to a sink that is not measured).

CPU is that of the listener, the worker, its reading children, PostgreSQL and Valkey, read from the
operating system, so other load blurs only the times. At the end every accepted mail must be one message.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from infra.benchmarks import bench, customers, meter
from infra.benchmarks.customers import Mail

WARM_UP = 120  # mails before the clock starts: imports, connections, plans of statements
BAR_CPU_MS, BEST_PEER = 15.0, "25 to 39"
PATIENCE = 300.0  # seconds until we give up
SINK = "import sys, asyncio, pathlib; from infra.embedded.sink import serve_sink; "
SINK += "asyncio.run(serve_sink(pathlib.Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2])))"


@dataclass(frozen=True)
class Round:
    """What so many mails took. cpu: ms a mail of each process. accepted, done: seconds until then."""

    name: str
    cpu: dict[str, float]
    accepted: float
    done: float


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    smtp = _settings()
    organization = _ground()
    from tenants import context

    with context.tenant(organization), ExitStack() as stack:
        pids = {"listener": stack.enter_context(_program("manage.py", "smtp_listener")).pid}
        stack.enter_context(
            _program("-c", SINK, os.environ["DESKHAND_VAR"], os.environ["DESKHAND_SINK_PORT"])
        )
        pids["worker"] = stack.enter_context(
            _program("-m", "celery", "-A", "infra.celery", *_worker(wanted))
        ).pid
        pids["postgres"], pids["valkey"] = _servers()

        sent = customers.mails(WARM_UP, "warm", [])
        customers.send(smtp, sent, wanted.connections)
        _settled(sent)
        rounds = [_round(name, sent, smtp, wanted, pids) for name in ("stored", "confirmed")]
        wrong = customers.wrong(sent)
    return _report(wanted, pace, rounds, wrong)


def _round(name: str, sent: list[Mail], port: int, wanted: argparse.Namespace, pids: dict[str, int]) -> Round:
    """Send as many mails as wanted, add them to `sent`, and measure until all are where they belong."""
    _confirm(name == "confirmed")
    mails = customers.mails(wanted.mails, name, sent[:WARM_UP])
    before, began = _cpu(pids), time.monotonic()
    customers.send(port, mails, wanted.connections)
    accepted = time.monotonic() - began
    sent += mails
    _settled(sent)
    done = time.monotonic() - began
    cpu = {name: 1000 * (value - before[name]) / len(mails) for name, value in _cpu(pids).items()}
    return Round(name, cpu, accepted, done)


def _confirm(wanted: bool) -> None:
    """Switch the confirmations of the address; the worker's memory is older than its trust afterwards."""
    from core.mail import selectors, services
    from tenants.kernel.actor import SYSTEM
    from tenants.remembered import TRUST

    box = selectors.default_mailbox()
    assert box is not None
    services.set_confirming(box, wanted, by=SYSTEM)
    time.sleep(TRUST)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8, help="of the worker")
    parser.add_argument("--handover", action="store_true", help="serve the queue `events`, too")
    return parser.parse_args()


def _settings() -> int:
    """Servers and settings of this run, in the environment so that all parts find them; the SMTP port."""
    smtp, lmtp, sink = (str(_free_port()) for _ in range(3))
    bench.settle(
        with_tasks=True,
        DESKHAND_MAIL_HOUR_LIMIT="0",
        CELERY_SKIP_CHECKS="1",  # a worker needs no pages
        DESKHAND_SMTP_PORT=smtp,
        DESKHAND_LMTP_PORT=lmtp,
        DESKHAND_SINK_PORT=sink,
    )
    return int(smtp)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _ground() -> Any:
    """The platform and one organization with its starter content."""
    from django.core.management import call_command

    call_command("migrate_schemas", schema_name="public", verbosity=0)
    from billing import services as billing
    from tests.support.ground import organization

    row = organization("acme", "Acme Cloud")
    billing.seed_plans()
    billing.start_trial(row)
    return row


@contextmanager
def _program(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, *words])
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _worker(wanted: argparse.Namespace) -> list[str]:
    queues = "mail,events" if wanted.handover else "mail"
    calm = ["--without-gossip", "--without-mingle", "-l", "WARNING"]
    return ["worker", "-P", "threads", "-c", str(wanted.threads), "-Q", queues, *calm]


def _servers() -> tuple[int, int]:
    """Process ids of PostgreSQL's first process and of Valkey."""
    from django.conf import settings
    from django.db import connection
    from redis import Redis

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return meter.parent(backend), int(Redis.from_url(settings.REDIS_URL).info()["process_id"])


def _cpu(pids: dict[str, int]) -> dict[str, float]:
    """Seconds so far; the worker's children apart."""
    spent = {name: meter.cpu_seconds(pid, with_children=True) for name, pid in pids.items()}
    alone = meter.cpu_seconds(pids["worker"])
    return spent | {"worker": alone, "reading children": spent["worker"] - alone}


def _settled(sent: list[Mail]) -> None:
    """Wait until all these mails are done and no letter is on its way."""
    from core.mail.models import InboundMail, Letter

    number, until = sum(mail.kind != "repeat" for mail in sent), time.monotonic() + PATIENCE
    while (
        InboundMail.objects.filter(state="done").count() < number
        or Letter.objects.filter(state="queued").exists()
    ):
        if time.monotonic() > until:
            raise SystemExit("the worker did not finish in time")
        time.sleep(0.25)


def _report(wanted: argparse.Namespace, pace: meter.Pace, rounds: list[Round], wrong: list[str]) -> int:
    print(f"\n{wanted.mails} mails a round, {wanted.connections} connections, "
          f"hand-over to triage {'in' if wanted.handover else 'left out'}")  # fmt: skip
    for each in rounds:
        _say(each, wanted.mails)
    for line in wrong:
        print(f"WRONG  {line}")
    print(f"checked: {'every accepted mail is one message' if not wrong else 'failed'}")
    print(pace)
    return 0 if sum(rounds[0].cpu.values()) <= BAR_CPU_MS and not wrong else 1


def _say(one: Round, mails: int) -> None:
    total = sum(one.cpu.values())
    parts = ", ".join(f"{name} {value:.1f}" for name, value in one.cpu.items())
    held = f"   bar {BAR_CPU_MS:.0f}: x{total / BAR_CPU_MS:.2f} (best peer {BEST_PEER})"
    print(f"{one.name}")
    print(f"  accepted {mails / one.accepted:6.1f} a second, done {mails / one.done:6.1f} a second")
    print(f"  CPU      {total:6.1f} ms a mail{held if one.name == 'stored' else ''}")
    print(f"           {parts}")


if __name__ == "__main__":
    sys.exit(main())
