"""What a mail costs from SMTP to a stored, threaded ticket, triage aside.

    python -m infra.benchmarks.intake [--mails 1000] [--connections 2] [--threads 8] [--handover]

Throw-away servers, one organization, the real listener (`manage.py smtp_listener`) and one real worker.
86 in 100 mails open a ticket, 10 answer an earlier mail by Message-ID, 4 come a second time. Triage is
left aside by serving the queue `mail` alone: its events are written but wait. --handover serves the
queue `events`, too, so the step that hands a message to triage is part of the figure. The confirmation
to each new customer is written and delivered (to a sink that is not measured) and is in the figure.

CPU is that of the listener, the worker, its reading children, PostgreSQL and Valkey, read from the
operating system, so other load blurs only the times. At the end every accepted mail must be one message.
"""

from __future__ import annotations

import argparse
import os
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from infra.benchmarks import meter
from infra.embedded import for_tests

WARM_UP = 120  # mails before the clock starts: imports, connections, plans of statements
BAR_CPU_MS, BEST_PEER = 20.0, "25 to 39"
NEW, ANSWERS = 86, 96  # of each hundred: new below the first, answers below the second, then repeats
PATIENCE = 300.0  # seconds until we give up
SUPPORT = "support@acme.localhost"
SINK = "import sys, asyncio, pathlib; from infra.embedded.sink import serve_sink; "
SINK += "asyncio.run(serve_sink(pathlib.Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2])))"
LINE = "My invoice of {month} is wrong and I would like to have it corrected soon, please.\n"
MONTHS = ("March", "April", "May", "June", "July")


@dataclass(frozen=True)
class Mail:
    """One mail to send. kind: new | answer | repeat."""

    kind: str
    sender: str
    raw: bytes
    mime_id: str
    answers: str = ""


def main() -> int:
    wanted = _arguments()
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

        first = _mails(WARM_UP, "warm", [])
        _send(smtp, first, wanted.connections)
        _settled(len(first))
        mails = _mails(wanted.mails, "mail", first)
        before, began = _cpu(pids), time.monotonic()
        _send(smtp, mails, wanted.connections)
        taken = time.monotonic() - began
        _settled(len(first) + sum(mail.kind != "repeat" for mail in mails))
        done = time.monotonic() - began
        spent = {name: 1000 * (value - before[name]) / len(mails) for name, value in _cpu(pids).items()}
        wrong = _wrong(first, mails)
    return _report(wanted, mails, spent, (taken, done), wrong)


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
    for_tests.start()
    ports = [str(_free_port()) for _ in range(3)]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "infra.settings.dev",
        "DESKHAND_VAR": tempfile.mkdtemp(prefix="deskhand-bench-"),
        "DESKHAND_LOG": "WARNING",
        "CELERY_SKIP_CHECKS": "1",  # a worker needs no pages
        **dict(zip(("DESKHAND_SMTP_PORT", "DESKHAND_LMTP_PORT", "DESKHAND_SINK_PORT"), ports, strict=True)),
    }
    import django

    import infra.celery  # noqa: F401

    django.setup()
    return int(ports[0])


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


def _mails(number: int, name: str, earlier: list[Mail]) -> list[Mail]:
    """So many mails; without earlier ones to answer all of them are new."""
    made: list[Mail] = []
    for place in range(number):
        turn = place * 37 % 100  # spreads the kinds
        if not earlier or turn < NEW:
            made.append(_new(f"{name}{place}"))
        elif turn < ANSWERS:
            made.append(_answer(f"{name}{place}", earlier[place % len(earlier)]))
        else:
            last = made[max(0, len(made) - 10)]
            made.append(Mail("repeat", last.sender, last.raw, last.mime_id))
    return made


def _new(name: str) -> Mail:
    sender, mime_id = f"{name}@customer.example", f"{name}.{os.getpid()}@customer.example"
    return Mail("new", sender, _written(name, sender, mime_id), mime_id)


def _answer(name: str, to: Mail) -> Mail:
    mime_id = f"{name}.{os.getpid()}@customer.example"
    return Mail("answer", to.sender, _written(name, to.sender, mime_id, to.mime_id), mime_id, to.mime_id)


def _written(name: str, sender: str, mime_id: str, answers: str = "") -> bytes:
    """Plain text; every second one has HTML, too. About 2.5 KB, as mails of customers are."""
    message = EmailMessage()
    message["From"], message["To"] = f"Carla Customer <{sender}>", SUPPORT
    message["Subject"] = f"{'Re: ' if answers else ''}Invoice {name}"
    message["Message-ID"] = f"<{mime_id}>"
    if answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    lines = [f"Hello, this is {name}.\n", *(LINE.format(month=MONTHS[at % 5]) for at in range(12))]
    message.set_content("".join(lines))
    if len(name) % 2:
        rows = "".join(f"<p>{line.strip()} <b>Thank you</b>.</p>" for line in lines)
        message.add_alternative(f"<html><body>{rows}</body></html>", subtype="html")
    return message.as_bytes().replace(b"\n", b"\r\n")


def _send(port: int, mails: list[Mail], connections: int) -> None:
    """All of them over so many connections at the same time; whatever is not accepted ends the run."""

    def one(place: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
            for mail in mails[place::connections]:
                line.sendmail(mail.sender, [SUPPORT], mail.raw)

    until = time.monotonic() + 60
    while True:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
            break
        except OSError:
            if time.monotonic() > until:
                raise SystemExit("the listener did not come up") from None
            time.sleep(0.2)
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(one, range(connections)))


def _settled(number: int) -> None:
    """Wait until so many mails are done and no letter is on its way."""
    from core.mail.models import InboundMail, Letter

    until = time.monotonic() + PATIENCE
    while (
        InboundMail.objects.filter(state="done").count() < number
        or Letter.objects.filter(state="queued").exists()
    ):
        if time.monotonic() > until:
            raise SystemExit("the worker did not finish in time")
        time.sleep(0.25)


def _wrong(first: list[Mail], mails: list[Mail]) -> list[str]:
    """What is not as it must be: every accepted mail is one message, every answer in the ticket it answers."""
    from core.mail.models import InboundMail, MailReference
    from core.tickets.models import Message, Ticket

    every = [mail for mail in (*first, *mails) if mail.kind != "repeat"]
    counts = {
        "mails kept": (InboundMail.objects.count(), len(every)),
        "messages": (Message.objects.filter(kind=Message.Kind.CUSTOMER).count(), len(every)),
        "tickets": (Ticket.objects.count(), sum(mail.kind == "new" for mail in every)),
    }
    said = [f"{name}: {has}, not {wants}" for name, (has, wants) in counts.items() if has != wants]
    tickets = dict(MailReference.objects.filter(is_ours=False).values_list("mime_id", "ticket_id"))
    said += [f"{mail.mime_id} is in no ticket" for mail in every if mail.mime_id not in tickets]
    astray = [mail for mail in every if mail.answers and tickets.get(mail.mime_id) != tickets[mail.answers]]
    return said + [f"{mail.mime_id} is in another ticket than {mail.answers}" for mail in astray]


def _report(
    wanted: argparse.Namespace,
    mails: list[Mail],
    spent: dict[str, float],
    seconds: tuple[float, float],
    wrong: list[str],
) -> int:
    kinds = [sum(mail.kind == kind for mail in mails) for kind in ("new", "answer", "repeat")]
    ours = spent["listener"] + spent["worker"] + spent["reading children"]
    total = sum(spent.values())
    print(f"\n{len(mails)} mails ({kinds[0]} new, {kinds[1]} answers, {kinds[2]} repeats), "
          f"{wanted.connections} connections, hand-over to triage {'in' if wanted.handover else 'left out'}")  # fmt: skip
    print(f"  accepted        {len(mails) / seconds[0]:8.1f} per second")
    print(f"  tickets stored  {len(mails) / seconds[1]:8.1f} per second, confirmations sent")
    print(f"  CPU             {total:8.1f} ms/mail   ceiling {BAR_CPU_MS:.0f}: x{total / BAR_CPU_MS:.2f} "
          f"(best peer {BEST_PEER})")  # fmt: skip
    print(
        f"                  ours {ours:.1f}: "
        + ", ".join(f"{name} {value:.1f}" for name, value in spent.items())
    )
    for line in wrong:
        print(f"  WRONG           {line}")
    print(f"  checked         {'every accepted mail is one message' if not wrong else 'failed'}")
    return 0 if total <= BAR_CPU_MS and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
