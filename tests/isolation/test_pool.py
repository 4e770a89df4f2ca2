"""Few connections, many threads, two organizations in turn: each answer is its own organization's.

Before every request the same pooled connection has just served the other organization, or has had an
exception, a rollback, a cancelled statement, or a backend that was shot. Real pool, real WSGI application.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.db import Error, connection, connections, transaction

from core.contacts.models import Contact
from core.knowledge import services as knowledge
from infra.wsgi import application
from tenants import context
from tenants.kernel.actor import SYSTEM
from tests.support.commits import committed

THREADS, ROUNDS, CONNECTIONS = 8, 24, 2
WORDS = {"acme": "kanarek", "globex": "vrabec"}
PATHS = ("/", "/help/search/?q=kanarek", "/help/search/?q=vrabec", "/help/articles/{slug}/")


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with django_db_blocker.unblock(), committed() as found:
        found.slugs = {}
        for slug, word in WORDS.items():
            with context.tenant(slug):
                row = knowledge.write_article(
                    f"{word} article", f"{word} text", by=SYSTEM, visibility="public"
                )
                found.slugs[slug] = row.slug
        yield found


@pytest.fixture
def small_pool(world: Any) -> Iterator[None]:
    """Threads that begin now share two connections, as production's share ten."""
    options = connections.settings["default"]["OPTIONS"]
    options["pool"] = {"min_size": 1, "max_size": CONNECTIONS, "timeout": 30}
    try:
        yield
    finally:
        done: list[None] = []
        closer = threading.Thread(target=lambda: done.append(connection.close_pool()))
        closer.start()
        closer.join(20)
        options.pop("pool")


def ask(slug: str, path: str) -> tuple[int, str]:
    """One request through middleware, views and templates; its end gives the connection back."""
    said: list[str] = []
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "x", "SERVER_PORT": "80",
        "HTTP_HOST": f"{slug}.localhost", "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "",
        "wsgi.input": BytesIO(), "wsgi.url_scheme": "http", "wsgi.errors": BytesIO(), "wsgi.multithread": True,
    }  # fmt: skip
    answer = application(environ, lambda status, headers, exc=None: said.append(status))
    try:
        return int(said[0].split()[0]), b"".join(answer).decode("utf-8", "replace").lower()
    finally:
        answer.close()


def _exception(slug: str) -> None:
    with context.tenant(slug), transaction.atomic():
        Contact.objects.exists()
        raise ZeroDivisionError


def _rollback(slug: str) -> None:
    with context.tenant(slug), transaction.atomic():
        Contact.objects.create(name=f"{WORDS[slug]} never", email=f"{random.random()}@x.example")
        transaction.set_rollback(True)


def _cancelled(slug: str) -> None:
    with context.tenant(slug), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '20ms'")
        cursor.execute("SELECT pg_sleep(5)")


def _shot(slug: str) -> None:
    with context.tenant(slug), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def _left_in_the_middle(slug: str) -> None:
    """Entered, went to the shared schema, and fell out of both."""
    with context.tenant(slug), context.shared():
        raise ZeroDivisionError


TROUBLE = {
    "nothing": lambda slug: None,
    "an exception": _exception,
    "a rollback": _rollback,
    "a cancelled statement": _cancelled,
    "a terminated backend": _shot,
    "left in the middle": _left_in_the_middle,
}


def _cause(trouble: str, slug: str) -> None:
    try:
        TROUBLE[trouble](slug)
    except (ZeroDivisionError, Error):
        pass
    finally:
        connection.close()  # what the end of a request does


@pytest.mark.parametrize("trouble", TROUBLE)
def test_each_answer_is_of_its_own_organization(world, small_pool, trouble, ledger):
    leaks: list[str] = []
    faults: list[str] = []
    attempts = [0] * THREADS

    def work(number: int) -> None:
        dice = random.Random(number)
        for turn in range(ROUNDS):
            slug, other = ("acme", "globex") if (number + turn) % 2 else ("globex", "acme")
            if turn % 3 == 0:
                _cause(trouble, other)
            path = dice.choice(PATHS).format(slug=world.slugs[slug])
            status, told = ask(slug, path)
            attempts[number] += 1
            own, foreign = WORDS[slug], WORDS[other]
            if f"{foreign} article" in told or f"{foreign} text" in told:
                leaks.append(f"{trouble}: {slug}{path} told of {other}")
            if status >= 500:
                faults.append(f"{trouble}: {slug}{path} -> {status}")
            elif path == "/" and f"{own} article" not in told:
                faults.append(f"{trouble}: {slug}{path} lacks its own article")

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    backends = _backends()
    ledger.note("pooled connections", [f"after {trouble}"], sum(attempts), leaks, faults)
    assert leaks == []
    assert faults == []
    assert sum(attempts) == THREADS * ROUNDS
    assert backends <= CONNECTIONS + 1  # they really shared


def _backends() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
