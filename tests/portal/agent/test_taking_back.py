"""A single change offers its undoing, and only what is still so goes back."""

from __future__ import annotations

import json

import pytest

from core.desk import selectors as desk
from core.tickets import services
from core.tickets.models import Ticket
from tenants.events.bus import hushed
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(wrote):
    with hushed():
        return wrote()


def fresh():
    return Ticket.objects.select_related("status", "assignee").get()


def changed(htmx, **sent):
    answer = htmx.post("/desk/tickets/1/change/", sent)
    assert answer.status_code == 200
    return json.loads(answer["HX-Trigger"])


@pytest.mark.parametrize(
    ("sent", "says", "now"),
    [
        ({"status": "resolved"}, "T-0001: Resolved", lambda one: one.status.key == "resolved"),
        ({"priority": "urgent"}, "T-0001: Urgent", lambda one: one.priority == 4),
        ({"assignee": "me"}, "T-0001: Ana Agent", lambda one: one.assignee is not None),
        ({"subject": "Other"}, "T-0001: Subject changed", lambda one: one.subject == "Other"),
        ({"spam": "yes"}, "T-0001: Spam", lambda one: one.is_spam),
    ],
)
def test_what_was_changed_is_as_before(htmx, ticket, sent, says, now):
    was = fresh()
    told = changed(htmx, **sent)
    assert told["toast"]["text"] == says
    assert "ticket-changed" in told
    assert now(fresh())

    undo = told["toast"]["undo"]
    answer = htmx.post(undo["url"], {"told": undo["told"]})
    assert "It is as before." in answer["HX-Trigger"]
    back = fresh()
    for name in ("status", "priority", "assignee", "subject", "is_finished", "resolved_at", "chosen"):
        assert getattr(back, name) == getattr(was, name), name
    htmx.post(undo["url"], {"told": undo["told"]})
    assert fresh().status == was.status


def test_what_somebody_changed_since_stays(htmx, ticket, people):
    undo = changed(htmx, priority="urgent")["toast"]["undo"]
    services.change(ticket, by=people.ben.actor, priority=1)
    answer = htmx.post(undo["url"], {"told": undo["told"]})
    assert (
        "Changed again since, and left alone: Priority." in json.loads(answer["HX-Trigger"])["toast"]["text"]
    )
    assert fresh().priority == 1


def test_nothing_is_offered_where_nothing_changed(htmx, ticket):
    assert "toast" not in changed(htmx, priority="medium")


def test_a_forged_or_foreign_one_takes_nothing_back(htmx, ticket, wrote, acme, people):
    undo = changed(htmx, status="resolved")["toast"]["undo"]
    with hushed():
        wrote("Another")
    for url, told in ((undo["url"], "x"), ("/desk/tickets/2/back/", undo["told"])):
        assert htmx.post(url, {"told": told}).status_code == 400
    light = SiteClient(acme).sign_in(people.lars)
    assert light.post(undo["url"], {"told": undo["told"]}).status_code == 403
    assert Ticket.objects.get(number=1).status == desk.status("resolved")
