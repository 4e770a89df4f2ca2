"""`make demo`: every step with its time, then everything runs until Ctrl-C.

Servers, application, schema, demo data, parts; stopped in the opposite order. The supervisor is the
process all parts are forked from, so it loads the application once and keeps no connection itself.
"""

import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module

import django
from django.conf import settings
from django.template import engines
from django.urls import set_urlconf
from jinja2 import Environment

from infra import heaps
from infra.embedded import banner, chores, ports
from infra.embedded.bell import Bell
from infra.embedded.forked import Forked
from infra.embedded.places import Places, port, var
from infra.embedded.process import tail
from infra.embedded.roles import ROLES
from infra.embedded.servers import Servers, embedded_urls
from infra.embedded.supervisor import Supervisor
from infra.embedded.trouble import Trouble

STEPS = 5
UP_WITHIN = 60.0  # s for the pages to answer; the very first start compiles every module
SHARED_PARTS = (
    "psycopg_pool",
    "kombu.transport.redis",
    "django.core.mail",
    "core.mail.listener.server",
    "core.mail.watcher.watch",
    "infra.wsgi",
)
THEIRS = ("portal/operator/",)  # pages that no organization's site shows
OURS = ("portal/agent/", "portal/customer/", "portal/settings/", "mail")  # that the platform's does not


class Stopped(Exception):
    """Asked to stop before everything was up."""


class Demo:
    """One run of everything."""

    def __init__(self) -> None:
        self.places = Places(var())
        self.servers = Servers(self.places, urls=embedded_urls())
        self.bell = Bell()
        self.supervisor = Supervisor(self.bell, say)
        self.count = 0

    def run(self) -> int:
        """Returns when stopped. Raises Trouble for what a person must put right."""
        self.servers.prepare()
        try:
            for line in ports.choose(self.places):
                tell(line)
            self.start()
            tell(banner.banner(banner.demo_logins()))
            self.supervisor.keep()
        except Stopped:
            pass
        finally:
            tell("\nStopping.")
            self.supervisor.stop()
            os.close(self.servers.lock)
        return 0

    def start(self) -> None:
        with self.step("PostgreSQL and Valkey"):
            self.start_servers()
        with self.step("Application"):
            load_application()
        self.chore("Schema", chores.migrate, unchanged="up to date")
        self.chore("Demo data", chores.seed, unchanged="there already")
        gc.freeze()
        with self.step("Web, realtime, worker, mail"):
            for role in ROLES:
                self.start_part(role.name, role.work, role.patience)
            self.await_pages()

    def start_servers(self) -> None:
        if self.servers.remark:
            tell(self.servers.remark, end=" ")
        for server in self.servers.each:
            server.start()
            self.supervisor.watch(server)

    def start_part(self, name: str, work: Callable[[], int | None], patience: float) -> None:
        log = self.places.log / f"{name}.log"
        part = Forked(name, work, self.bell, log=log, patience=patience, held=(self.servers.lock,))
        part.start()
        self.supervisor.watch(part)

    @contextmanager
    def step(self, title: str) -> Iterator[list[str]]:
        """Print the title, then how it went. The caller may put one word in the list: the outcome."""
        self.count += 1
        tell(f"[{self.count}/{STEPS}] {title:<28}", end=" ")
        began, outcome = time.monotonic(), ["ready"]
        try:
            yield outcome
        except Stopped:
            tell("interrupted")
            raise
        except Trouble:
            tell("failed")
            raise
        tell(f"{outcome[-1]} ({time.monotonic() - began:.1f} s)")
        if self.bell.stops:
            raise Stopped

    def chore(self, title: str, work: Callable[[], int], *, unchanged: str) -> None:
        """Do it in a fork and wait. Raises Trouble when it fails."""
        with self.step(title) as outcome:
            fork = Forked(title.lower(), work, self.bell, held=(self.servers.lock,))
            fork.start()
            while fork.alive:
                self.bell.wait(1.0)
                if self.bell.stops:
                    fork.stop()
                    raise Stopped
            if fork.code == chores.UNCHANGED:
                outcome.append(unchanged)
            elif fork.code:
                raise Trouble(f"{title}: {fork.why()}. What went wrong stands above.")

    def await_pages(self) -> None:
        """Until the web port answers. Raises Trouble with the end of its log when it does not."""
        deadline = time.monotonic() + UP_WITHIN
        web = self.supervisor.watched[-1].part
        while not ports.is_open(port("DESKHAND_WEB_PORT")):
            self.bell.wait(0.05)
            if self.bell.stops:
                raise Stopped
            if not web.alive or time.monotonic() > deadline:
                raise Trouble(
                    f"The pages do not come up. web.log ends with:\n{tail(self.places.log / 'web.log')}"
                )


def load_application() -> None:
    """Import Django and all apps, with the memory of many threads and forks in mind."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
    # Number crunching libraries would start threads at import, and a process with threads must not fork.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    heaps.few()
    Places(var()).var.joinpath("static").mkdir(parents=True, exist_ok=True)  # whitenoise complains without it
    django.setup()
    load_shared_parts()


def load_shared_parts() -> None:
    """What several forks use: imported once here, its memory is shared; imported there, each would pay.

    The Celery application is part of it: without it a fork would look for a broker on localhost.
    """
    from infra.celery import app

    app.loader.import_default_modules()
    for module in (settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF, *SHARED_PARTS):
        import_module(module)
    compile_pages()


def compile_pages() -> None:
    """Compiled here, both web workers have them and no first visitor waits: for each site what it shows."""
    pages: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    names = pages.list_templates(extensions=["html"])
    for site, others in ((settings.ROOT_URLCONF, THEIRS), (settings.PUBLIC_SCHEMA_URLCONF, OURS)):
        set_urlconf(site)
        for name in names:
            if not name.startswith(others):
                pages.get_template(name)
    set_urlconf(None)


def say(line: str) -> None:
    """A line of the running demo, with its time."""
    tell(f"{time.strftime('%H:%M:%S')}  {line}")


def tell(text: str, end: str = "\n") -> None:
    """Print at once. A reader that went away (`make demo | head`) must not keep us from stopping in order."""
    with suppress(OSError):
        print(text, end=end, flush=True)
