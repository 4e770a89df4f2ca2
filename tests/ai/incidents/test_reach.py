"""Incidents and queues: who sees none of its tickets sees no incident, who may change none decides nothing."""

from __future__ import annotations

import pytest

from ai import selectors
from ai.models import Incident
from ai.services import incidents
from core.accounts.models import User
from tenants import remembered
from tests.ai.incidents.outages import CHECKOUT
from tests.support.callers import one_of_each, said


@pytest.mark.parametrize(
    ("level", "seen", "decides"), [("none", False, 404), ("read", True, 403), ("change", True, 200)]
)
def test_an_incident_is_seen_and_decided_where_one_of_its_tickets_is(
    level, seen, decides, came, acme, people, browser
):
    queue = came(CHECKOUT[:5])[0].queue_id
    incidents.look()
    User.objects.filter(pk=people.ana.pk).update(reach={str(queue): level})
    remembered.forget()
    row, ana = Incident.objects.get(), one_of_each(acme, people).ana
    page = browser(acme, people.ana)

    assert [one["id"] for one in ana.read("/incidents/").json()["results"]] == ([row.pk] if seen else [])
    assert ana.read(f"/incidents/{row.pk}/").status_code == (200 if seen else 404)
    actor = User.objects.select_related("role").get(pk=people.ana.pk).actor
    assert [one.pk for one in selectors.noticed_by(actor)] == ([row.pk] if seen else [])
    assert (row.title in page.get("/desk/incidents/").text) == seen
    assert page.get(f"/desk/incidents/{row.pk}/").status_code == (200 if seen else 404)

    told = ana.call("POST", f"/incidents/{row.pk}/confirm/")
    assert told.status_code == decides
    posted = page.post(f"/desk/incidents/{row.pk}/", {"action": "retitle", "title": "Mine"})
    assert posted.status_code == (302 if decides == 200 else decides)
    row.refresh_from_db()
    assert (row.state, row.title == "Mine") == (
        ("confirmed", True) if decides == 200 else ("suggested", False)
    )
    if decides == 404:
        assert said(told)[1] == "incident.not_found"
