"""The parts of Deskhand as functions that run until SIGTERM. Each is called in a fork of its own.

Imports of one part's own machinery stay inside it: the other forks must not pay for it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connections

from infra.embedded.places import Places, port, var
from infra.embedded.process import die_with_parent
from infra.realtime import OPTIONS

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

WEB_WORKERS, WEB_THREADS = 2, 8
WORKER_THREADS = 50  # they wait for models and mail servers most of the time
BEHIND = 5  # of niceness: on a busy machine a mail becomes a ticket before it gets advice


@dataclass(frozen=True)
class Role:
    """A part by name. patience: seconds it may take to finish what is at hand."""

    name: str
    work: Callable[[], int | None]
    patience: float


def web() -> None:
    """Pages and API: gunicorn threads. The workers share what their parent has loaded."""
    from gunicorn.app.base import BaseApplication

    options: dict[str, Any] = {
        "bind": addresses(port("DESKHAND_WEB_PORT")),
        "workers": WEB_WORKERS,
        "threads": WEB_THREADS,
        "worker_class": "gthread",
        "preload_app": True,
        "control_socket_disable": True,
        "timeout": 60,
        "graceful_timeout": 8,
        "when_ready": share_memory,
        "post_fork": start_clean,
    }

    class Pages(BaseApplication):
        def load_config(self) -> None:
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            application = import_module("infra.wsgi").application
            for urls in (settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF):
                import_module(urls)
            return application

    forget_connections()
    Pages().run()


def realtime() -> None:
    """Sockets: one uvicorn process."""
    import uvicorn

    forget_connections()
    number = port("DESKHAND_REALTIME_PORT")
    config = uvicorn.Config(
        "infra.asgi:application",
        log_config=None,
        timeout_graceful_shutdown=3,
        **OPTIONS,
    )
    sockets = [listening(host, number) for host in hosts()]
    uvicorn.Server(config).run(sockets=sockets)


def worker() -> int:
    """Celery with threads for what is waited for; the clock (beat) is one more thread, not a process."""
    from celery.beat import EmbeddedService
    from celery.signals import worker_ready, worker_shutting_down

    from infra.celery import app

    forget_connections()
    beat = EmbeddedService(app, thread=True)
    worker_ready.connect(lambda **_: beat.start(), weak=False)
    worker_shutting_down.connect(lambda **_: beat.service.stop(wait=False), weak=False)
    ended = _works_off(settings.WAITED_FOR, "worker")
    beat.service.stop(wait=False)  # its thread would keep a failed worker's process alive
    return ended


def advice() -> int:
    """Celery with threads for what may wait: runs of advice, and the mails of a crowd.

    On a busy machine it is what waits, too.
    """
    os.nice(BEHIND)
    forget_connections()
    return _works_off(settings.MAY_WAIT, "advice")


def _works_off(queues: list[str], name: str) -> int:
    """Until SIGTERM. Returns the exit code."""
    from infra.celery import app

    kept = app.Worker(
        hostname=f"{name}@{socket.gethostname()}",
        queues=queues,
        pool="threads",
        concurrency=WORKER_THREADS,
        loglevel="INFO",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
    )
    kept.start()
    return int(kept.exitcode or 0)


def mail() -> None:
    """Mail in (SMTP and LMTP) and, for the demo, the sink for mail out."""
    from core.mail.listener.server import serve
    from infra.embedded.sink import serve_sink

    forget_connections()
    smtp, lmtp = port("DESKHAND_SMTP_PORT"), port("DESKHAND_LMTP_PORT")
    sink = serve_sink(Places(var()).mailbox, hosts()[0], port("DESKHAND_SINK_PORT"))
    asyncio.run(until_told(serve(hosts()[0], smtp, lmtp), sink))


def watch() -> None:
    """Mailboxes elsewhere, held open."""
    from core.mail.watcher.watch import Watcher

    forget_connections()
    asyncio.run(until_told(Watcher().run()))


ROLES = (
    Role("worker", worker, patience=30.0),
    Role("advice", advice, patience=30.0),
    Role("mail", mail, patience=10.0),
    Role("watch", watch, patience=5.0),
    Role("realtime", realtime, patience=5.0),
    Role("web", web, patience=12.0),
)  # in the order of starting; they stop in reverse


async def until_told(*works: Awaitable[None]) -> None:
    """Run them together; SIGTERM cancels all, the failure of one ends all."""
    together = asyncio.gather(*works)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, together.cancel)
    try:
        await together
    except asyncio.CancelledError:
        return


def hosts() -> list[str]:
    """The loopback addresses of this machine: the demo listens nowhere else."""
    return ["127.0.0.1", *(["::1"] if has_ipv6() else [])]


def addresses(number: int) -> list[str]:
    return [f"[{host}]:{number}" if ":" in host else f"{host}:{number}" for host in hosts()]


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def listening(host: str, number: int) -> socket.socket:
    return socket.create_server((host, number), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def forget_connections() -> None:
    """A pool or connection of the parent must not be used by two processes."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def share_memory(arbiter: Arbiter) -> None:
    """Before the first worker is forked: what is loaded now stays out of the collector's way."""
    gc.collect()
    gc.freeze()


def start_clean(arbiter: Arbiter, worker: Worker) -> None:
    """A new web worker: die with gunicorn, use connections of its own."""
    die_with_parent(signal.SIGKILL)
    forget_connections()
