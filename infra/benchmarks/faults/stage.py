"""Throw-away servers, two organizations and every part of Deskhand as a process that can be shot and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Self

from infra.embedded import for_tests, scratch
from infra.embedded.places import Places
from infra.embedded.process import die_with_parent
from infra.embedded.servers import Server, Servers
from tests.support.fakes.smtp import FakeSMTP
from tests.support.stack import RUN, free_ports, listens

ROLES = {"web": "WEB", "worker": None, "advice": None, "mail": "SMTP"}  # and the port that says it is up
WORKERS = ("worker", "advice")
PORTS = ("WEB", "REALTIME", "SMTP", "LMTP", "SINK")
UP_WITHIN = 90.0  # seconds
ORGANIZATIONS = ("acme", "globex")


class Stage:
    """Context manager. `.relay` takes our letters; `.parts` and `.servers` are there to be killed."""

    def __init__(self) -> None:
        self.var = scratch.folder("faults")
        self.files = self.var / "files"
        self.ground = for_tests.temporary()  # the servers' data
        self.servers = Servers(Places(self.ground))
        self.relay = FakeSMTP(free_ports(1)[0])
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.parts: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self.servers.__enter__()
        self.relay.__enter__()
        os.environ |= self._settings()
        import django

        import infra.celery  # noqa: F401

        django.setup()
        from tests.support.stack_ground import lay

        lay()
        for role in ROLES:
            self.start(role)
        for role in ROLES:
            self.await_up(role)
        return self

    def __exit__(self, *exc: object) -> None:
        for part in self.parts.values():
            part.kill()
            part.wait()
        self.relay.__exit__()
        self.servers.close()

    @property
    def postgres(self) -> Server:
        return self.servers.each[0]

    @property
    def valkey(self) -> Server:
        return self.servers.each[1]

    def start(self, role: str, under: str = "", **settings: str) -> None:
        """A process of this role. under: the name it is kept by; settings: more of its environment."""
        command = [sys.executable, "-c", RUN.format(role=role)]
        with (self.var / f"{role}.log").open("ab") as log:
            self.parts[under or role] = subprocess.Popen(
                command,
                env=os.environ | settings,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: die_with_parent(signal.SIGKILL),
            )

    def await_up(self, role: str) -> None:
        """Until it listens; a worker is not waited for."""
        port = ROLES[role]
        self.until(lambda: port is None or listens(self.ports[port]), f"{role} to listen")

    def kill(self, role: str) -> None:
        """kill -9, no farewell; then a new one."""
        self.parts[role].kill()
        self.parts[role].wait()
        self.start(role)

    def end(self, role: str, **settings: str) -> None:
        """SIGTERM and wait, as a release does; then a new one."""
        self.parts[role].terminate()
        self.parts[role].wait(60)
        self.start(role, **settings)

    @staticmethod
    def shoot(server: Server) -> None:
        """kill -9 of a server's first process. What it leaves lying stays for its next start to clear."""
        assert server.child is not None
        assert server.child.process is not None
        server.child.process.kill()
        server.child.process.wait()

    @staticmethod
    def until(look: Callable[[], bool], what: str, within: float = UP_WITHIN) -> None:
        end = time.monotonic() + within
        while not look():
            if time.monotonic() > end:
                raise SystemExit(f"waited {within:.0f} s for {what}")
            time.sleep(0.1)

    def _settings(self) -> dict[str, str]:
        places = self.servers.places
        self.files.mkdir(mode=0o755)
        return {
            **{f"DESKHAND_{name}_PORT": str(port) for name, port in self.ports.items()},
            "DATABASE_URL": places.database_url,
            "DATABASE_DIRECT_URL": "",
            "REDIS_URL": places.redis_url,
            "DJANGO_SETTINGS_MODULE": "infra.settings.dev",
            "DESKHAND_VAR": str(self.var),
            "DESKHAND_FILES": str(self.files),
            "DESKHAND_RELAY_HOST": self.relay.host,
            "DESKHAND_RELAY_PORT": str(self.relay.port),
            "DESKHAND_UNDO_SECONDS": "1",
            "DESKHAND_MAIL_HOUR_LIMIT": "0",
            "DESKHAND_LOG": "WARNING",
            "OPENAI_BASE_URL": "",
            "OPENAI_API_KEY": "",
        }
