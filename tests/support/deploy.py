"""A database of its own in which releases follow each other, each in processes that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from infra.embedded import for_tests, scratch
from infra.embedded.places import Places
from infra.embedded.servers import Servers

SETUP = "import django, infra.celery; django.setup(); "
COMMAND = SETUP + "import sys; from django.core.management import call_command; call_command(*sys.argv[1:])"
LAY = SETUP + (
    "from tests.support import ground; from django.core.management import call_command as call;"
    "call('migrate_tenants', verbosity=0); [ground.organization(s, s.title()) for s in {slugs!r}.split()]"
)


class Deploy:
    """Context manager: servers, release one, the organizations `slugs`."""

    def __init__(self, slugs: str, files: Path | None = None, shards: tuple[str, ...] = ()) -> None:
        self.shards, self.replica = shards, ""
        self.files = files or scratch.folder("deploy")
        self.servers = Servers(Places(for_tests.temporary()), durable=False)
        self.slugs = slugs.split()

    def __enter__(self) -> Self:
        self.servers.__enter__()
        try:
            for shard in self.shards:
                self.ask(f"CREATE DATABASE {shard}")
            self.run("one", LAY.format(slugs=" ".join(self.slugs)))
        except BaseException:
            self.servers.close()
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        self.servers.close()

    def command(self, release: str, *words: str) -> subprocess.CompletedProcess[str]:
        """`manage.py <words>` as that release; its output, whatever its status."""
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *words], env=self._environment(release), capture_output=True,
            text=True, check=False, timeout=180,
        )  # fmt: skip

    def run(self, release: str, code: str) -> Any:
        """Run Python as that release; what it printed as JSON, or None."""
        done = subprocess.run(
            [sys.executable, "-c", code], env=self._environment(release), capture_output=True, text=True,
            check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip().startswith(("[", "{", '"')) else None

    def kill(self, release: str, words: list[str] | str, when: Callable[[], Any], within: float = 60) -> None:
        """Start `manage.py <words>`, or code, and kill -9 it as soon as `when` is true."""
        code = [words] if isinstance(words, str) else [COMMAND, *words]
        process = subprocess.Popen(
            [sys.executable, "-c", *code], env=self._environment(release),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        end = time.monotonic() + within
        while not when():
            assert process.poll() is None, process.communicate()[1].decode()
            assert time.monotonic() < end, "the moment to kill it never came"
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def ask(self, statement: str, *values: object, at: str = "") -> list[tuple[Any, ...]]:
        """at: a shard, else the database at home."""
        with psycopg.connect(self.url(at), autocommit=True) as line:
            answer = line.execute(statement.encode(), values or None)
            return answer.fetchall() if answer.description else []

    def each(self, statement: str) -> dict[str, list[tuple[Any, ...]]]:
        """The statement in every organization's schema."""
        found = {}
        with psycopg.connect(self.servers.places.database_url, autocommit=True) as line:
            for slug in self.slugs:
                line.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(slug)))
                answer = line.execute(statement.encode())
                found[slug] = answer.fetchall() if answer.description else []
        return found

    def url(self, shard: str = "") -> str:
        home = self.servers.places.database_url
        return home.replace("/deskhand?", f"/{shard}?") if shard else home

    def _environment(self, release: str) -> dict[str, str]:
        places = self.servers.places
        return {
            **os.environ,
            "DATABASE_URL": places.database_url,
            "DATABASE_DIRECT_URL": "",
            "DESKHAND_POOLED": "false",
            "DESKHAND_REPLICA": self.replica,
            "REDIS_URL": places.redis_url,
            "DJANGO_SETTINGS_MODULE": "tests.support.release.settings",
            "DESKHAND_SHARDS": ",".join(f"{shard}={self.url(shard)}" for shard in self.shards),
            "DESKHAND_RELEASE": release,
            "DESKHAND_RELEASE_FILES": str(self.files),
        }
