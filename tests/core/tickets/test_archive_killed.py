"""kill -9 while old tickets go into the archive, and while one comes back: words are in one place, whole.

A lock that the test holds stops the process at a known place, where it is killed.
"""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.deploy import Deploy

IN_ALPHA = """
import django, infra.celery; django.setup()
from datetime import timedelta
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant
__enter = context.tenant(Tenant.objects.get(slug="alpha")); __enter.__enter__()
from core.tickets import services
from core.tickets.models import Ticket
"""
CLOSED = (
    IN_ALPHA
    + """
from core.contacts.services import contact_for
from core.desk import selectors as desk
from core.tickets.services.words import Words
carla = contact_for("carla@customer.example", "Carla")
with clock.at(clock.now() - timedelta(days=500)):
    for number in range(3):
        ticket, _ = services.open_ticket(carla, f"Old {number}", Words(f"Words of {number}."), channel="mail", by=carla.actor)
        services.change(ticket, by=SYSTEM, status=desk.default_status("closed"))
services.set_archiving(12, by=SYSTEM)
"""
)
ARCHIVE = IN_ALPHA + "services.archive_old()"
BRING_BACK = IN_ALPHA + 'services.bring_back(Ticket.every.get(subject="Old 0"), by=SYSTEM)'
WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
FREED = b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
WORDS = [(f"Words of {number}.",) for number in range(3)]


@pytest.fixture(scope="module")
def deploy() -> Iterator[Deploy]:
    with Deploy("alpha") as found:
        found.run("one", CLOSED)
        yield found


def killed_at_the_record(deploy: Deploy, code: str) -> None:
    """When everything is written but the line that tells of it."""
    with psycopg.connect(deploy.servers.places.database_url) as line:
        line.execute(b"LOCK TABLE alpha.audit_record IN EXCLUSIVE MODE")
        deploy.kill("one", code, lambda: deploy.ask(WAITING))
        line.execute(FREED)


def words(deploy: Deploy) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """(at hand, in the archive)"""
    at_hand = deploy.ask("SELECT text FROM alpha.tickets_message WHERE text <> '' ORDER BY 1")
    return at_hand, deploy.ask("SELECT text FROM alpha.tickets_oldwords ORDER BY 1")


def told(deploy: Deploy, action: str) -> int:
    return len(deploy.ask("SELECT 1 FROM alpha.audit_record WHERE action = %s", action))


def test_a_killed_worker_leaves_every_word_where_it_was_and_the_next_one_archives_all(deploy: Deploy) -> None:
    killed_at_the_record(deploy, ARCHIVE)
    assert words(deploy) == (WORDS, [])
    assert deploy.ask("SELECT 1 FROM alpha.tickets_ticket WHERE archived_at IS NOT NULL") == []

    deploy.run("one", ARCHIVE)
    assert words(deploy) == ([], WORDS)
    assert told(deploy, "ticket.archived") == 3
    deploy.run("one", ARCHIVE)
    assert told(deploy, "ticket.archived") == 3


def test_what_is_brought_back_is_back_whole_or_not_at_all(deploy: Deploy) -> None:
    killed_at_the_record(deploy, BRING_BACK)
    assert words(deploy) == ([], WORDS)

    deploy.run("one", BRING_BACK)
    assert words(deploy) == (WORDS[:1], WORDS[1:])
    assert told(deploy, "ticket.brought_back") == 1
