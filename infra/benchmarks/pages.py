"""What the pages and the API cost on a full desk, against our bars.

    python -m infra.benchmarks.pages [--tickets 100000] [--organizations 100] [--requests 200] [--clients 1,8]
                                     [--only inbox,ticket] [--data DIR]

Throw-away servers, many organizations of which one holds all the tickets, gunicorn as in the demo.
CPU is that of gunicorn, PostgreSQL and Redis together, read from the operating system, so other load
blurs only the times. No worker runs: triage has a benchmark of its own. The API's limit per person
is raised for the run. --data keeps the desk in a folder, and a second run with it begins at once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

from infra.benchmarks import bench, meter
from infra.benchmarks.visitor import FORGERY, HOST, Visitor, load

PASSWORD = "correct horse battery"
WARM_UP = 40  # requests of each kind before the clock starts: templates, plans, both workers
UP_WITHIN = 60.0  # seconds for the pages to answer
SERVE = "import django; django.setup(); from infra.embedded.roles import web; web()"
P95 = 200.0  # ms at CROWD clients, of every kind
CROWD = 8
BARS = {
    "inbox": 25.0, "view": 20.0, "ticket": 20.0, "pane": 20.0, "board": 35.0, "search": 15.0, "often": 15.0,
    "list": 8.0, "reply": 30.0, "create": 20.0,
}  # fmt: skip
NAMES = {
    "inbox": "inbox page, 50 rows",
    "view": "view switch",
    "ticket": "ticket page",
    "pane": "ticket in its pane",
    "board": "board page",
    "search": "search, word in 200",
    "often": "search, word in most",
    "list": "JSON list of 50",
    "reply": "reply on the page",
    "create": "create by API",
}


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    port = _settings(wanted.data)
    from infra.benchmarks import desk_data

    agent = desk_data.kept() or _ground(wanted.tickets, wanted.organizations)
    with _web(port) as web:
        visitor = Visitor(port, _session(agent), _token(port), wanted.tickets)
        pids = (web.pid, *_servers())
        rows = [_measure(visitor, kind, wanted, pids) for kind in wanted.only]
    return _report(wanted, pace, rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tickets", type=int, default=20_000)
    parser.add_argument("--organizations", type=int, default=3)
    parser.add_argument("--data", type=Path, help="folder that keeps the desk, for the next run")
    parser.add_argument("--requests", type=int, default=200, help="of each kind at each number of clients")
    parser.add_argument(
        "--clients", type=lambda text: [int(one) for one in text.split(",")], default=[1, 8, 32]
    )
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(BARS))
    return parser.parse_args()


def _settings(data: Path | None = None) -> int:
    """Servers and settings of this run, in the environment so that gunicorn finds them. Returns the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    bench.settle(
        data=data,
        DESKHAND_WEB_PORT=str(port),
        DESKHAND_LIMIT_API="1000000/minute",
        DESKHAND_LIMIT_TICKET_CREATE="1000000/minute",
        OPENAI_BASE_URL="",
        OPENAI_API_KEY="",
    )
    return port


def _ground(tickets: int, organizations: int = 3) -> Any:
    """The platform, organizations, people, and the full desk. Returns the agent who looks."""
    from django.core.management import call_command

    from core.search import services as search
    from infra.benchmarks import desk_data
    from tenants import context
    from tests.support import ground, people

    print(f"preparing {tickets} tickets ...", flush=True)
    call_command("migrate_schemas", schema_name="public", verbosity=0)
    from billing import services as billing

    billing.seed_plans()
    ground.lay()
    others = [f"other{number}" for number in range(organizations - len(ground.ORGANIZATIONS))]
    rows = [
        *map(context.by_schema, ground.ORGANIZATIONS),
        *(ground.organization(slug, slug.title()) for slug in others),
    ]
    for row in rows:
        billing.start_trial(row)
        with context.tenant(row):
            staff = people.invite_all(row.slug)
            if row.slug == "acme":
                agent = staff.ana
                desk_data.fill(tickets, agent.pk)
                while search.fill():
                    pass
    return agent


@contextmanager
def _web(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """gunicorn in a process of its own, answering."""
    process = subprocess.Popen([sys.executable, "-c", SERVE])
    try:
        until = time.monotonic() + UP_WITHIN
        while not _answers(port):
            if time.monotonic() > until or process.poll() is not None:
                raise SystemExit("the pages did not come up")
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        return _ask(port, "GET", "/login/", "", {"Host": HOST})[0] == 200
    except OSError:
        return False


def _session(agent: Any) -> str:
    from django.conf import settings

    from tenants import context
    from tests.support.clients import SiteClient

    client = SiteClient(context.by_schema("acme")).sign_in(agent)
    kept = {name: morsel.value for name, morsel in client.cookies.items()} | {
        settings.CSRF_COOKIE_NAME: FORGERY
    }
    return "; ".join(f"{name}={value}" for name, value in kept.items())


def _token(port: int) -> str:
    body = json.dumps({"email": "ana@acme.example", "password": PASSWORD})
    status, answer = _ask(
        port, "POST", "/api/v1/auth/token/", body, {"Host": HOST, "Content-Type": "application/json"}
    )
    if status != 200:
        raise SystemExit(f"no token: {status} {answer[:300]!r}")
    return str(json.loads(answer)["access"])


def _ask(port: int, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def _servers() -> tuple[int, int]:
    """Process ids of PostgreSQL's first process and of Redis."""
    from django.conf import settings
    from django.db import connection
    from redis import Redis

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    return meter.parent(backend), int(Redis.from_url(settings.REDIS_URL).info()["process_id"])


def _measure(
    visitor: Visitor, kind: str, wanted: argparse.Namespace, pids: tuple[int, ...]
) -> dict[str, Any]:
    """CPU by process group at the first number of clients, times at each."""
    load(visitor, kind, WARM_UP, 4)
    row: dict[str, Any] = {"kind": kind, "times": {}}
    for clients in wanted.clients:
        before = _cpu(pids)
        took = load(visitor, kind, wanted.requests, clients)
        spent = [
            1000 * (after - was) / wanted.requests for after, was in zip(_cpu(pids), before, strict=True)
        ]
        row.setdefault("cpu", spent)
        row["times"][clients] = (*_percentiles(took), sum(spent))
    return row


def _cpu(pids: tuple[int, ...]) -> list[float]:
    return [meter.cpu_seconds(pid, with_children=True) for pid in pids]


def _percentiles(times: list[float]) -> tuple[float, float]:
    """(p50, p95) in milliseconds."""
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return 1000 * cuts[9], 1000 * cuts[18]


def _report(wanted: argparse.Namespace, pace: meter.Pace, rows: list[dict[str, Any]]) -> int:
    print(
        f"\n{wanted.tickets} tickets x 3 messages, one of {wanted.organizations} organizations; "
        f"{wanted.requests} requests each"
    )
    heads = "".join(f"{f'{clients} clients p50/p95':>24}" for clients in wanted.clients)
    print(f"{'':<22}{'CPU ms':>8}{'bar':>6}{'ratio':>7}   web / postgres / redis{heads}")
    for row in rows:
        total, bar = sum(row["cpu"]), BARS[row["kind"]]
        parts = " / ".join(f"{one:.1f}" for one in row["cpu"])
        times = "".join(f"{f'{p50:.0f} / {p95:.0f} ms':>24}" for p50, p95, _cpu in row["times"].values())
        print(f"{NAMES[row['kind']]:<22}{total:8.1f}{bar:6.0f}{total / bar:6.2f}x   {parts:<22}{times}")
    held = all(sum(row["cpu"]) <= BARS[row["kind"]] for row in rows)
    swift = all(row["times"][CROWD][1] <= P95 for row in rows if CROWD in row["times"])
    print("all bars hold" if held else "not every bar holds")
    print(f"p95 at {CROWD} clients within {P95:.0f} ms: {'all' if swift else 'not every kind'}")
    print(f"load {os.getloadavg()[0]:.1f}; {pace}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
