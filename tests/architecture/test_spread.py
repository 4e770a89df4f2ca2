"""What spreading over machines needs: the busy paths never read an organization and the shared schema at once.

A statement over both would have to join rows of two machines as soon as organizations live elsewhere, on a
shard of ours or in a schema that Citus has moved. The queries of index_queries.py are looked at in test_indexes.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from core.mail import services as mail
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tests.core.mail.conftest import SUPPORT, letter
from tests.isolation import canary
from tests.support.callers import token_of
from tests.support.clients import SiteClient
from tests.support.plans import plans
from tests.support.worker import Worker

pytestmark = pytest.mark.django_db


def _agent(path: str) -> Callable[[SimpleNamespace], None]:
    def visit(a: SimpleNamespace) -> None:
        assert a.browser.get(path.format(a=a)).status_code == 200

    return visit


def _program(a: SimpleNamespace) -> None:
    assert SiteClient(a.tenant).get("/api/v1/me/", HTTP_AUTHORIZATION=f"Bearer {a.bearer}").status_code == 200


def _answers(a: SimpleNamespace) -> None:
    body = {"body": "Here it is."}
    path = f"/api/v1/tickets/{a.ticket.number}/reply/"
    assert a.browser.post(path, body, content_type="application/json").status_code == 201


def _asks(a: SimpleNamespace) -> None:
    carla = a.people.carla
    tickets.open_ticket(carla, "One more", Words("Where is it?"), channel="portal", by=carla.actor)
    a.worker()  # triage, letters, counters: whatever follows


def _writes(a: SimpleNamespace) -> None:
    raw = letter("One more question.", subject="By mail", mime_id="<new@customer.example>")
    mail.process(mail.accept(raw, sender="carla@customer.example", recipient=SUPPORT) or 0)
    a.worker()


WAYS = {
    "list": _agent("/desk/"),
    "list over the API": _agent("/api/v1/tickets/"),
    "ticket": _agent("/desk/tickets/{a.ticket.number}/"),
    "search": _agent("/desk/search/?q=words"),
    "a program": _program,
    "a reply": _answers,
    "a request, and what follows": _asks,
    "a mail, and what follows": _writes,
}


@pytest.fixture
def full(acme: object) -> SimpleNamespace:
    found = canary.fill("acme")
    found.tenant, found.worker = acme, Worker()
    found.browser = SiteClient(acme).sign_in(found.people.olivia)
    found.bearer = token_of(acme, found.people.olivia)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_no_statement_reads_two_schemas(way, full):
    with plans() as found:
        WAYS[way](full)
    assert [plan.sql for plan in found if len(plan.schemas) > 1] == []
    assert any(plan.schemas == {"acme"} for plan in found), "nothing was asked, so nothing was proven"
