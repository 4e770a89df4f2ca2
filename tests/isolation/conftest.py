"""acme full of canaries, globex next door; and the report at the end of the run."""

from __future__ import annotations

from typing import Any

import pytest

from core.contacts.middleware import SESSION_KEY
from tenants import context
from tests.isolation import canary
from tests.isolation import ledger as books
from tests.support.callers import token_of
from tests.support.clients import SiteClient


@pytest.fixture
def ledger() -> books.Ledger:
    return books.ledger


@pytest.fixture
def acme_full(acme, settings):
    settings.RATE_LIMITS = dict.fromkeys(settings.RATE_LIMITS, "1000000/minute")
    found = canary.fill("acme")
    found.tenant = acme
    found.browser = SiteClient(acme).sign_in(found.people.olivia)
    found.bearer = token_of(acme, found.people.olivia)
    found.customer = portal(acme, found.people.carla)
    return found


@pytest.fixture
def next_door(acme_full, globex):
    """globex with rows of its own under the same numbers, and the test standing there."""
    with context.tenant(globex):
        found = canary.fill("globex", "native")
        found.tenant = globex
        yield found


def portal(tenant: Any, contact: Any) -> SiteClient:
    """A browser in which a customer has signed in."""
    client = SiteClient(tenant)
    with context.tenant(tenant):
        session = client.session
        session[SESSION_KEY] = contact.pk
        session.save()
    return client


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int) -> None:
    """The table, and the report in a file."""
    if not books.ledger.rows:
        return
    report = books.ledger.report(passed=exitstatus == 0)
    terminalreporter.write_sep("=", "isolation")
    terminalreporter.write_line(books.ledger.table())
    path = books.write(report)
    kind = "complete" if report["complete"] else "of a part only, so no proof"
    terminalreporter.write_line(f"  report ({kind}): {path}")
