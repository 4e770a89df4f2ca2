"""The units of infra/scale/systemd, started with their own commands: two web machines, one of everything else."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from infra.embedded import for_tests, scratch
from infra.embedded.places import REPOSITORY, Places
from infra.embedded.servers import Servers
from tests.support.fakes.smtp import FakeSMTP
from tests.support.stack import free_ports

UNITS = REPOSITORY / "infra" / "scale" / "systemd"
KEPT_RUNNING = ("web", "realtime", "worker", "advice", "clock", "mail")
UP_WITHIN = 90.0  # seconds; a loaded machine needs forty
SIGN_IN = """
import django, infra.celery, json; django.setup()
from django.conf import settings
from tests.support.callers import token_of
from tests.support.clients import SiteClient
from tests.support.stack_ground import lay
from core.accounts.models import User
from tenants import context
from tenants.models import Tenant
Tenant.objects.filter(schema_name="public").delete()  # the unit has made it, the ground makes it again
lay()
with context.tenant("acme") as row:
    ana = User.objects.get(email__startswith="ana@")
    session = SiteClient(row).sign_in(ana).cookies[settings.SESSION_COOKIE_NAME].value
    print(json.dumps([session, token_of(row, ana)]))
"""


MAIL_IN = """
import django, infra.celery; django.setup()
from django.core.management import call_command
import io, sys
sys.stdin = io.TextIOWrapper(io.BytesIO(
    b"From: carla@customer.example\\r\\nTo: support@acme.localhost\\r\\nSubject: From afar\\r\\n"
    b"Message-ID: <afar@customer.example>\\r\\n\\r\\nHello?\\r\\n"
))
call_command("mail_in", "--to", "support@acme.localhost")
"""


def command(unit: str) -> str:
    text = (UNITS / f"deskhand-{unit}.service").read_text()
    found = re.search(r"^ExecStart=(.+)$", text, re.MULTILINE)
    assert found
    return found[1]


class Machines:
    """Servers, and parts started as systemd would start them."""

    def __init__(self) -> None:
        self.relay = FakeSMTP()
        self.servers = Servers(Places(for_tests.temporary()), durable=False)
        self.disks = scratch.folder("machines")
        self.files = self.disks / "shared"
        self.parts: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Machines:
        self.servers.__enter__()
        self.relay.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.parts:
            part.send_signal(signal.SIGTERM)
        for part in self.parts:
            try:
                part.wait(30)
            except subprocess.TimeoutExpired:
                part.kill()
        self.relay.__exit__(None, None, None)
        self.servers.close()

    def environment(self, **own: object) -> dict[str, str]:
        """Of one machine: everything but its ports and its scratch folder is the same everywhere."""
        places, disk = self.servers.places, str(scratch.folder("machine"))
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("DESKHAND_")},
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "infra.settings.production",
            "DESKHAND_SECRET_KEY": "0123456789abcdef" * 3,
            "DATABASE_URL": places.database_url,
            "DATABASE_DIRECT_URL": "",
            "REDIS_URL": places.redis_url,
            "DESKHAND_FILES": str(self.files),
            "DESKHAND_VAR": disk,
            "RUNTIME_DIRECTORY": disk,
            "DESKHAND_SSL_REDIRECT": "false",
            "DESKHAND_BIND": "127.0.0.1",
            "DESKHAND_WEB_WORKERS": "1",
            "DESKHAND_RELAY_HOST": self.relay.host,
            "DESKHAND_RELAY_PORT": str(self.relay.port),
            **{name: str(value) for name, value in own.items()},
        }

    def start(self, unit: str, **own: object) -> None:
        here = self.environment(**own)
        words = [
            re.sub(r"\$\{(\w+)\}", lambda name: here[name[1]], word) for word in shlex.split(command(unit))
        ]
        log = Path(here["DESKHAND_VAR"]) / f"{unit}.log"
        with log.open("wb") as out:
            part = subprocess.Popen(words, env=here, cwd=REPOSITORY, stdout=out, stderr=subprocess.STDOUT)
        self.parts.append(part)

    def run(self, words: list[str]) -> str:
        done = subprocess.run(
            words,
            env=self.environment(),
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    with Machines() as running:
        running.run(["/bin/sh", "-c", shlex.split(command("migrate"))[2]])
        said = running.run([sys.executable, "-c", SIGN_IN])
        running.session, running.bearer = json.loads(said.splitlines()[-1])
        running.web = free_ports(2)
        realtime, smtp, lmtp = free_ports(3)
        for port in running.web:
            running.start("web", DESKHAND_WEB_PORT=port)
        running.start("realtime", DESKHAND_REALTIME_PORT=realtime)
        running.start("worker")
        running.start("advice")
        running.start("clock")
        running.start("watch")
        running.start("mail", DESKHAND_SMTP_PORT=smtp, DESKHAND_LMTP_PORT=lmtp)
        yield running


def ask(
    port: int, path: str, host: str, *, method: str = "GET", body: Any = None, **headers: str
) -> tuple[int, Any]:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        text = json.dumps(body) if body is not None else None
        line.request(method, path, text, {"Host": host, "Content-Type": "application/json", **headers})
        answer = line.getresponse()
        said = answer.read()
        return answer.status, json.loads(
            said
        ) if answer.headers.get_content_type() == "application/json" else said
    finally:
        line.close()


def until(what: Callable[[], Any]) -> Any:
    end = time.monotonic() + UP_WITHIN
    while True:
        try:
            if found := what():
                return found
        except OSError:
            pass
        assert time.monotonic() < end, "never came true"
        time.sleep(0.3)


def test_all_parts_come_up_by_their_units(machines):
    """The worker says it works, and only because the clock told it to."""

    def health() -> Any:
        _, said = ask(machines.web[0], "/api/health", "localhost")
        return said if set(said["checks"].values()) == {"ok"} else None

    assert until(health)["status"] == "ok"
    assert [part.poll() for part in machines.parts] == [None] * 8


def test_a_browser_may_talk_to_another_machine_with_every_request(machines):
    """Nothing of a session, and no change, is kept where it was made."""
    one, two = machines.web
    cookie = {"Cookie": f"deskhand_session={machines.session}"}
    until(lambda: ask(two, "/api/health", "localhost")[0] == 200)

    me = [ask(port, "/api/v1/me/", "acme.localhost", **cookie) for port in (one, two)]
    assert me[0] == me[1]
    assert me[0][0] == 200

    program = {"Authorization": f"Bearer {machines.bearer}"}
    changed = ask(one, "/api/v1/me/", "acme.localhost", method="PATCH", body={"theme": "dark"}, **program)
    assert changed[0] == 200
    assert ask(two, "/api/v1/me/", "acme.localhost", **cookie)[1]["theme"] == "dark"


def test_mail_comes_in_on_one_machine_and_is_seen_on_another(machines):
    cookie = {"Cookie": f"deskhand_session={machines.session}"}
    machines.run([sys.executable, "-c", MAIL_IN])

    def there() -> Any:
        _, said = ask(machines.web[1], "/api/v1/tickets/", "acme.localhost", **cookie)
        return [row for row in said["results"] if row["subject"] == "From afar"]

    assert until(there)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_the_units(tmp_path):
    for unit in UNITS.glob("*.service"):
        text = (
            unit.read_text().replace("User=deskhand", "User=root").replace("/opt/deskhand", str(REPOSITORY))
        )
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.glob("*.service"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "deskhand" not in done.stderr, done.stderr
