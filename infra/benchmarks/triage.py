"""How many messages a minute one machine triages and stores while the model takes its time.

    python -m infra.benchmarks.triage [--messages 2000] [--threads 96] [--processes 1] [--latency 1.0]
                                          [--drafts] [--local]

Throw-away servers, one organization, the real worker processes (one that carries events, one or more that
triage and share the threads), a fake model in a process of its own.
Measured from the moment N stored messages are let loose (their events waiting in the outbox) until
all their runs are settled. CPU is that of the workers, PostgreSQL and Redis together, read from
the operating system. Suggested replies are a second model call and are left out unless --drafts.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from infra.benchmarks import bench, meter

WARM_UP = 60  # messages before the clock starts: imports, connections, plans of statements
PATIENCE = 600.0  # seconds until we give up
FLOOR_PER_MINUTE, CEILING_CPU_MS, CEILING_MB = 2000, 60.0, 250.0
TEXTS = (
    "Hello, our card was charged twice for the March invoice. Please tell me how I get the second payment back.",
    "I cannot log in any more since this morning, the page says my password is wrong although I just reset it.",
    "The export to CSV stops at 1,000 rows. We need all of them for our audit on Friday, this is really urgent.",
    "Your webhook calls arrive twice since the update, and our warehouse ships everything double. Please stop it!",
    "Thank you for the quick help yesterday. One more question: how do I add a colleague to our account?",
    "Guten Tag, wie kann ich unsere Rechnungsadresse ändern? Im Portal finde ich die Einstellung nicht.",
)


@dataclass
class Parts:
    """Process ids of what is measured, and the largest memory of one worker seen."""

    workers: list[int]
    carrier: int
    postgres: int
    redis: int
    model: int
    memory: float = 0.0
    began: dict[str, float] = field(default_factory=dict)

    def cpu(self) -> dict[str, float]:
        return {
            "worker": sum(map(meter.cpu_seconds, self.workers)),
            "carrier of events": meter.cpu_seconds(self.carrier),
            "postgres": meter.cpu_seconds(self.postgres, with_children=True),
            "redis": meter.cpu_seconds(self.redis),
            "fake model": meter.cpu_seconds(self.model) if self.model else 0.0,
            "machine": meter.machine_seconds(),
        }

    def look(self) -> None:
        """Also notices when a worker has died."""
        self.memory = max(self.memory, *map(meter.memory_mb, self.workers))


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    with _model(wanted) as model:
        _settings(model.base_url if model else "")
        organization = _ground(drafts=wanted.drafts)
        from tenants import context

        with context.tenant(organization), _workers(wanted.threads, wanted.processes) as (*workers, carrier):
            pids = [worker.pid for worker in workers]
            parts = Parts(pids, carrier.pid, *_servers(), model.pid if model else 0)
            _write(WARM_UP)
            _await(WARM_UP, parts)
            bench.stand_still(*workers, carrier)
            _write(wanted.messages)
            parts.began = parts.cpu()
            for part in (*workers, carrier):
                part.send_signal(signal.SIGCONT)
            seconds = _await(WARM_UP + wanted.messages, parts)
            drafted = _await_drafts(parts) + seconds if wanted.drafts else None
            return _report(wanted, pace, parts, seconds, drafted)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--threads", type=int, default=96)
    parser.add_argument("--processes", type=int, default=1, help="that triage; the threads are divided")
    parser.add_argument("--latency", type=float, default=1.0, help="seconds the model takes")
    parser.add_argument(
        "--drafts", action="store_true", help="prepare a suggested reply with each message, too"
    )
    parser.add_argument("--local", action="store_true", help="no model: the built-in engine reads")
    return parser.parse_args()


@contextmanager
def _model(wanted: argparse.Namespace) -> Iterator[Any]:
    if wanted.local:
        yield None
        return
    from tests.support.fakes.openai import FakeOpenAIProcess

    with FakeOpenAIProcess(latency=wanted.latency) as server:
        yield server


def _settings(model: str) -> None:
    """Servers and settings of this run, in the environment so that the worker finds them."""
    bench.settle(
        with_tasks=True,
        CELERY_SKIP_CHECKS="1",  # a worker needs no pages; importing them costs 30 MB
        OPENAI_BASE_URL=model,
        DESKHAND_AI_DEBOUNCE="0",
        OPENAI_API_KEY="sk-bench" if model else "",
    )


def _ground(*, drafts: bool) -> Any:
    """The platform, one organization without a limit, articles to answer from."""
    from django.core.management import call_command

    call_command("migrate_schemas", schema_name="public", verbosity=0)
    from ai.models import Policy
    from billing import services as billing
    from core.knowledge.models import Article
    from tenants import context
    from tenants.kernel.actor import SYSTEM
    from tests.support.ground import organization

    row = organization("acme", "Acme Cloud")
    billing.seed_plans()
    billing.start_trial(row)
    billing.grant(row, "ai_messages", by=SYSTEM, reason="benchmark")
    with context.tenant(row):
        Policy.objects.filter(field="reply").update(mode="suggest" if drafts else "off")
        for number, text in enumerate(TEXTS):
            Article.objects.create(slug=f"a{number}", title=text[:60], body=text, visibility="public")
    return row


def _servers() -> tuple[int, int]:
    """Process ids of PostgreSQL's first process and of Redis."""
    from django.conf import settings
    from django.db import connection
    from redis import Redis

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return meter.parent(backend), int(Redis.from_url(settings.REDIS_URL).info()["process_id"])


@contextmanager
def _workers(threads: int, processes: int = 1) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The processes as in production: those for advice, and at last the one that carries events."""
    from django.conf import settings

    each = threads // processes
    running = [_started(f"advice{n}", settings.MAY_WAIT, each) for n in range(processes)]
    running.append(_started("worker", settings.WAITED_FOR, threads))
    try:
        yield running
    finally:
        for process in running:
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _started(name: str, queues: list[str], threads: int) -> subprocess.Popen[bytes]:
    options = ["-P", "threads", "-c", str(threads), "-n", f"{name}@%h", "-Q", ",".join(queues)]
    options += ["--without-gossip", "--without-mingle", "-l", "WARNING"]
    return subprocess.Popen([sys.executable, "-m", "celery", "-A", "infra.celery", "worker", *options])


def _write(number: int) -> None:
    """So many new tickets, each by a customer of its own; their events wait in the outbox."""
    from core.contacts.services import contact_for
    from core.tickets import services as tickets
    from core.tickets.services.words import Words
    from tenants.kernel import ids

    for place in range(number):
        customer = contact_for(f"{ids.public_id()}@example.com".lower().replace("_", "x"), "Carla Customer")
        text = f"{TEXTS[place % len(TEXTS)]} Our order is {ids.public_id()}."
        tickets.open_ticket(customer, text[:50], Words(text), channel="mail", by=customer.actor)


def _await(number: int, parts: Parts) -> float:
    """Seconds until so many messages are triaged."""
    from ai.models import Run

    return _until(
        lambda: Run.objects.filter(kind="triage").exclude(finished_at=None).count() >= number, parts
    )


def _await_drafts(parts: Parts) -> float:
    from ai.models import Run

    return _until(lambda: not Run.objects.filter(finished_at=None).exists(), parts)


def _until(done: Any, parts: Parts) -> float:
    began = time.monotonic()
    while not done():
        parts.look()
        if time.monotonic() - began > PATIENCE:
            raise SystemExit("the worker did not finish in time")
        time.sleep(0.5)
    parts.look()
    return time.monotonic() - began


def _report(
    wanted: argparse.Namespace, pace: meter.Pace, parts: Parts, seconds: float, drafted: float | None
) -> int:
    from django.db.models import Count

    from ai.models import Result, Run

    spent = {name: value - parts.began[name] for name, value in parts.cpu().items()}
    own = {
        name: 1000 * value / wanted.messages
        for name, value in spent.items()
        if name not in ("fake model", "machine")
    }
    others = (spent["machine"] - sum(value for name, value in spent.items() if name != "machine")) / seconds
    per_minute, cpu = 60 * wanted.messages / seconds, sum(own.values())
    runs = Run.objects.filter(kind="triage").order_by()
    how = ", ".join(
        f"{row['number']} {row['state']} by {row['engine'] or 'nobody'}"
        for row in runs.values("state", "engine").annotate(number=Count("pk"))
    )
    print(
        f"\n{wanted.messages} messages, {wanted.threads} threads in {wanted.processes}, "
        f"model {'none' if wanted.local else wanted.latency}"
    )
    print(f"  ended as        {how}; {Result.objects.count()} values stored")
    print(
        f"  throughput      {per_minute:8.0f} per minute   floor {FLOOR_PER_MINUTE}: x{per_minute / FLOOR_PER_MINUTE:.2f}"
    )
    print(
        f"  own CPU         {cpu:8.1f} ms/message   ceiling {CEILING_CPU_MS:.0f}: x{cpu / CEILING_CPU_MS:.2f}"
    )
    print("                  " + ", ".join(f"{name} {value:.1f}" for name, value in own.items()), end="")
    print(f" ({100 * meter.system_share(parts.workers[0]):.0f} % of the worker's in the kernel)")
    print(f"  fake model      {1000 * spent['fake model'] / wanted.messages:8.1f} ms/message (not ours)")
    print(
        f"  worker memory   {parts.memory:8.0f} MB (PSS)     ceiling {CEILING_MB:.0f}: x{parts.memory / CEILING_MB:.2f}"
    )
    print(f"                  {max(map(meter.peak_mb, parts.workers)):8.0f} MB (largest RSS)")
    print(
        f"  others          {others:8.1f} of {os.cpu_count()} cores were busy with something else meanwhile"
    )
    if drafted is not None:
        drafts = Run.objects.filter(kind="draft").count()
        print(
            f"  with drafts     {60 * wanted.messages / drafted:8.0f} per minute, {drafts} suggested replies"
        )
    held = per_minute >= FLOOR_PER_MINUTE and cpu <= CEILING_CPU_MS and parts.memory <= CEILING_MB
    print(pace)
    return 0 if held or wanted.drafts or wanted.local else 1


if __name__ == "__main__":
    sys.exit(main())
