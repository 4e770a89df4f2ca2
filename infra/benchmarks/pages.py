"""What the pages and the API cost on a full desk, against our bars.

    python -m infra.benchmarks.pages [--tickets 20000] [--requests 200] [--clients 1,8,32] [--only inbox,ticket]

Throw-away servers, three organizations of which one holds all the tickets, gunicorn as in the demo.
CPU is that of gunicorn, PostgreSQL and Redis together, read from the operating system, so other load
blurs only the times. No worker runs: triage has a benchmark of its own. The API's limit per person
is raised for the run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from typing import Any

from infra.benchmarks import meter
from infra.embedded import for_tests

HOST, PASSWORD = "acme.localhost", "correct horse battery"
WARM_UP = 40  # requests of each kind before the clock starts: templates, plans, both workers
UP_WITHIN = 60.0  # seconds for the pages to answer
SERVE = "import django; django.setup(); from infra.embedded.roles import web; web()"
BARS = {"inbox": 35.0, "ticket": 25.0, "list": 12.0, "create": 20.0, "search": 20.0}
NAMES = {
    "inbox": "inbox page, 50 rows",
    "ticket": "ticket page",
    "list": "JSON list of 50",
    "create": "create by API",
    "search": "search, word in 200",
}


@dataclass
class Visitor:
    """One signed-in agent: the session for pages, the token for the API."""

    port: int
    cookies: str
    token: str
    tickets: int
    turn: Any = field(default_factory=count)

    def request(self, kind: str) -> tuple[str, str, str, dict[str, str]]:
        """(method, path, body, headers) of one more request of this kind."""
        number = next(self.turn)
        page = {"Host": HOST, "Cookie": self.cookies, "Accept-Encoding": "gzip"}
        api = {"Host": HOST, "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if kind == "inbox":
            return "GET", "/desk/", "", page
        if kind == "ticket":
            return "GET", f"/desk/tickets/{1 + number * 7919 % self.tickets}/", "", page
        if kind == "search":
            return "GET", "/desk/search/?q=zeppelin", "", page
        if kind == "list":
            return "GET", "/api/v1/tickets/?limit=50", "", api
        words = {
            "email": f"customer{1 + number % 50}@example.org",
            "subject": "Charged twice",
            "body": "Please help. " * 20,
        }
        return "POST", "/api/v1/tickets/", json.dumps(words), api


def main() -> int:
    wanted, pace = _arguments(), meter.Pace()
    port = _settings()
    agent = _ground(wanted.tickets)
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
    parser.add_argument("--requests", type=int, default=200, help="of each kind at each number of clients")
    parser.add_argument(
        "--clients", type=lambda text: [int(one) for one in text.split(",")], default=[1, 8, 32]
    )
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(BARS))
    return parser.parse_args()


def _settings() -> int:
    """Servers and settings of this run, in the environment so that gunicorn finds them. Returns the port."""
    for_tests.start()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "infra.settings.dev",
        "DESKHAND_VAR": tempfile.mkdtemp(prefix="deskhand-bench-"),
        "DESKHAND_WEB_PORT": str(port),
        "DESKHAND_LOG": "WARNING",
        "DESKHAND_LIMIT_API": "1000000/minute",
        "DESKHAND_LIMIT_TICKET_CREATE": "1000000/minute",
        "OPENAI_BASE_URL": "",
        "OPENAI_API_KEY": "",
    }
    import django

    django.setup()
    return port


def _ground(tickets: int) -> Any:
    """The platform, three organizations, people, and the full desk. Returns the agent who looks."""
    from django.core.management import call_command

    from infra.benchmarks import desk_data
    from tenants import context
    from tests.support import ground, people

    print(f"preparing {tickets} tickets ...", flush=True)
    call_command("migrate_schemas", schema_name="public", verbosity=0)
    from billing import services as billing

    billing.seed_plans()
    ground.lay()
    rows = [*map(context.by_schema, ground.ORGANIZATIONS), ground.organization("initech", "Initech")]
    for row in rows:
        billing.start_trial(row)
        with context.tenant(row):
            staff = people.invite_all(row.slug)
            if row.slug == "acme":
                agent = staff.ana
                desk_data.fill(tickets, agent.pk)
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
    from tenants import context
    from tests.support.clients import SiteClient

    client = SiteClient(context.by_schema("acme")).sign_in(agent)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


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
    _load(visitor, kind, WARM_UP, 4)
    row: dict[str, Any] = {"kind": kind, "times": {}}
    for clients in wanted.clients:
        before = _cpu(pids)
        took = _load(visitor, kind, wanted.requests, clients)
        spent = [
            1000 * (after - was) / wanted.requests for after, was in zip(_cpu(pids), before, strict=True)
        ]
        row.setdefault("cpu", spent)
        row["times"][clients] = (*_percentiles(took), sum(spent))
    return row


def _cpu(pids: tuple[int, ...]) -> list[float]:
    return [meter.cpu_seconds(pid, with_children=True) for pid in pids]


def _load(visitor: Visitor, kind: str, requests: int, clients: int) -> list[float]:
    """Seconds of each request, by so many clients that each wait for their answer."""
    each = [requests // clients + (place < requests % clients) for place in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        return [
            took for part in pool.map(lambda number: _client(visitor, kind, number), each) for took in part
        ]


def _client(visitor: Visitor, kind: str, requests: int) -> list[float]:
    line = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=120)
    times = []
    for _ in range(requests):
        method, path, body, headers = visitor.request(kind)
        began = time.perf_counter()
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        content = answer.read()
        times.append(time.perf_counter() - began)
        if answer.status not in (200, 201):
            raise SystemExit(f"{method} {path}: {answer.status} {content[:300]!r}")
    line.close()
    return times


def _percentiles(times: list[float]) -> tuple[float, float]:
    """(p50, p95) in milliseconds."""
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return 1000 * cuts[9], 1000 * cuts[18]


def _report(wanted: argparse.Namespace, pace: meter.Pace, rows: list[dict[str, Any]]) -> int:
    print(
        f"\n{wanted.tickets} tickets x 3 messages, one of three organizations; {wanted.requests} requests each"
    )
    heads = "".join(f"{f'{clients} clients p50/p95':>24}" for clients in wanted.clients)
    print(f"{'':<22}{'CPU ms':>8}{'bar':>6}{'ratio':>7}   web / postgres / redis{heads}")
    for row in rows:
        total, bar = sum(row["cpu"]), BARS[row["kind"]]
        parts = " / ".join(f"{one:.1f}" for one in row["cpu"])
        times = "".join(f"{f'{p50:.0f} / {p95:.0f} ms':>24}" for p50, p95, _cpu in row["times"].values())
        print(f"{NAMES[row['kind']]:<22}{total:8.1f}{bar:6.0f}{total / bar:6.2f}x   {parts:<22}{times}")
    held = all(sum(row["cpu"]) <= BARS[row["kind"]] for row in rows)
    print("all bars hold" if held else "not every bar holds")
    print(pace)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
