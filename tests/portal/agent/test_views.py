"""Saved views with conditions: written in the editor, listed, counted, narrowed, shared, and kept from others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.models import Role
from core.desk import selectors as desk
from core.desk.models import SavedView, Team
from core.tickets import services
from tests.portal.agent.test_inbox import numbers

pytestmark = pytest.mark.django_db

HOT = {
    "name": "Hot or loud", "whose": "me", "order": "newest", "rest": "", "joint": "any", "do": "save",
    "g0-joint": "all", "g0r0-field": "priority", "g0r0-was": "priority", "g0r0-op": "is", "g0r0-value": ["high", "urgent"],
    "g1-joint": "all", "g1r0-field": "urgency", "g1r0-was": "urgency", "g1r0-op": "above", "g1r0-value": "89",
    "g1r1-field": "",
}  # fmt: skip
WHERE = {
    "any": [
        {"all": [{"field": "priority", "op": "is", "value": ["high", "urgent"]}]},
        {"all": [{"field": "urgency", "op": "above", "value": 89}]},
    ]
}


@pytest.fixture
def three(wrote, people) -> Any:
    """(high, loud, calm)"""
    high, loud, calm = wrote("High", priority=3), wrote("Loud"), wrote("Calm")
    services.change(loud, by=people.ben.actor, urgency=95)
    return high, loud, calm


def test_a_view_is_written_listed_counted_and_changed(agent_client, people, three) -> None:
    high, loud, _calm = three

    kept = agent_client.post("/desk/views/new/", HOT)
    row = SavedView.objects.get(owner=people.ana)
    page = agent_client.get(kept["Location"])

    assert (row.name, row.order, row.filters) == ("Hot or loud", "newest", {"where": WHERE})
    assert numbers(page) == [loud.number, high.number]
    assert re.search(r'Hot or loud</span><span class="count">2</span>', page.content.decode())
    form = agent_client.get(f"/desk/views/{row.key}/edit/").content.decode()
    assert len(re.findall(r'value="(?:high|urgent)" checked', form)) == 2
    assert 'name="g1r0-value" value="89"' in form
    agent_client.post(f"/desk/views/{row.key}/edit/", HOT | {"g1r0-value": "99", "name": "Hot"})
    row.refresh_from_db()
    assert (row.name, row.filters["where"]["any"][1]["all"][0]["value"]) == ("Hot", 99)


def test_a_view_with_conditions_is_narrowed_and_stays_around_what_narrows(
    agent_client, people, three
) -> None:
    high, _loud, _calm = three
    agent_client.post("/desk/views/new/", HOT)
    key = SavedView.objects.get(owner=people.ana).key

    page = agent_client.get(f"/desk/?view={key}&priority=high")

    html = page.content.decode()
    assert numbers(page) == [high.number]
    assert re.search(rf'href="/desk/\?(?=[^"]*priority=high)(?=[^"]*order=oldest)[^"]*view={key}[&"]', html)
    assert f'href="/desk/?view={key}"' in html  # clears what narrows, not the view
    agent_client.post("/desk/views/", {"name": "Narrower", "query": f"view={key}&priority=high"})
    assert SavedView.objects.get(name="Narrower").filters == {"priority": "high", "where": WHERE}


def test_rows_and_groups_come_and_go_without_saving(agent_client, people) -> None:
    more = agent_client.post("/desk/views/new/", HOT | {"do": "add:0"}, headers={"HX-Request": "true"})
    fewer = agent_client.post("/desk/views/new/", HOT | {"do": "drop:1:0"}, headers={"HX-Request": "true"})
    group = agent_client.post("/desk/views/new/", HOT | {"do": "group"})
    other = agent_client.post("/desk/views/new/", HOT | {"do": "", "g1r0-field": "due"})

    assert 'name="g0r1-field"' in more.content.decode()
    assert "<html" not in more.content.decode()
    assert 'name="g1r0-value"' not in fewer.content.decode()
    assert 'name="g2-joint"' in group.content.decode()
    assert "<html" in group.content.decode()
    assert '<option value="before" selected' in other.content.decode()  # another field, its own ways to ask
    assert not SavedView.objects.filter(owner=people.ana).exists()


def test_the_editor_says_what_it_would_show_and_what_is_wrong(agent_client, three) -> None:
    good = agent_client.post("/desk/views/new/", HOT | {"do": ""}).content.decode()
    bad = agent_client.post("/desk/views/new/", HOT | {"g1r0-value": "many", "name": ""})

    assert "2 tickets now" in good
    assert "Loud" in good
    assert "Calm" not in good
    assert bad.status_code == 422
    assert "give a whole number" in bad.content.decode()
    assert 'value="many"' in bad.content.decode()


def test_a_view_shows_finished_tickets_as_soon_as_it_asks_for_the_status(agent_client, people, three) -> None:
    high, loud, calm = three
    services.change(calm, by=people.ana.actor, status=desk.status("resolved"))
    asks = {"do": "save", "name": "Done", "whose": "me", "order": "newest", "g0-joint": "all", "g0r0-field": "state",
            "g0r0-was": "state", "g0r0-op": "is", "g0r0-value": "resolved"}  # fmt: skip
    page = agent_client.get(agent_client.post("/desk/views/new/", asks)["Location"])

    assert numbers(page) == [calm.number]
    assert set(numbers(agent_client.get("/desk/"))) == {high.number, loud.number}


def test_who_sees_a_shared_view_and_who_may_change_it(browser, acme, people, three) -> None:
    team = Team.objects.create(name="North")
    team.members.add(people.ben)
    olivia, ben, ana = (browser(acme, one) for one in (people.olivia, people.ben, people.ana))
    role = Role.objects.get(key="light")

    assert ana.post("/desk/views/new/", HOT | {"whose": "all"}).status_code == 403
    assert '"team:' not in ana.get("/desk/views/new/").content.decode()
    olivia.post("/desk/views/new/", HOT | {"whose": f"team:{team.pk}", "name": "Of the team"})
    olivia.post("/desk/views/new/", HOT | {"whose": f"role:{role.pk}", "name": "Of the role"})
    row = SavedView.objects.get(team=team)

    in_the_nav = '<span class="one-line" dir="auto">Of the team</span>'
    assert in_the_nav in ben.get("/desk/").content.decode()
    for stranger in (ana, olivia):
        assert in_the_nav not in stranger.get("/desk/").content.decode()
    assert numbers(ana.get(f"/desk/?view={row.key}")) == numbers(ana.get("/desk/"))  # unknown: the inbox
    assert ben.get(f"/desk/views/{row.key}/edit/").status_code == 404
    assert "Team North" in olivia.get("/desk/views/list/").content.decode()
    assert "Of the role" in olivia.get("/desk/views/list/").content.decode()
    assert f"/desk/views/{row.key}/edit/" not in ben.get("/desk/views/list/").content.decode()
    assert olivia.post(f"/desk/views/{row.key}/edit/", HOT | {"whose": "me"}).status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.team) == (people.olivia, None)


def test_nobody_opens_or_changes_a_view_of_somebody_else(browser, acme, people) -> None:
    browser(acme, people.ana).post("/desk/views/new/", HOT)
    row = SavedView.objects.get(owner=people.ana)

    for other in (browser(acme, people.ben), browser(acme, people.olivia)):
        assert other.get(f"/desk/views/{row.key}/edit/").status_code == 404
        assert other.post(f"/desk/views/{row.key}/edit/", HOT | {"name": "Mine now"}).status_code == 404
    row.refresh_from_db()
    assert row.name == "Hot or loud"


def test_conditions_deeper_than_the_form_are_kept_as_text(agent_client, people) -> None:
    deep = {"all": [{"any": [{"all": [{"field": "urgency", "op": "below", "value": 3}]}]}]}
    row = SavedView.objects.create(key="deep", name="Deep", filters={"where": deep}, owner=people.ana)

    form = agent_client.get("/desk/views/deep/edit/").content.decode()
    said = re.search(r'<textarea[^>]*name="raw"[^>]*>(.*?)</textarea>', form, re.DOTALL)[1]
    text = said.replace("&#34;", '"').replace("&quot;", '"')
    agent_client.post(
        "/desk/views/deep/edit/",
        {"name": "Deeper", "whose": "me", "order": "newest", "raw": text, "do": "save"},
    )
    broken = agent_client.post(
        "/desk/views/deep/edit/", {"name": "x", "whose": "me", "order": "newest", "raw": "{", "do": "save"}
    )

    row.refresh_from_db()
    assert (row.name, row.filters) == ("Deeper", {"where": deep})
    assert broken.status_code == 422


def test_there_is_an_end_to_the_views_of_one_person(agent_client, people) -> None:
    SavedView.objects.bulk_create(SavedView(key=f"v{n}", name=f"v{n}", owner=people.ana) for n in range(30))
    refused = agent_client.post("/desk/views/new/", HOT)

    assert refused.status_code == 409
    assert "There are 30 such views already" in refused.content.decode()
    assert SavedView.objects.filter(owner=people.ana).count() == 30


def test_the_editor_asks_the_same_however_many_rows_it_has(agent_client, three) -> None:
    rows = {
        f"g0r{n}-{name}": value
        for n in range(20)
        for name, value in (("field", "assignee"), ("was", "assignee"), ("op", "is"), ("value", "me"))
    }
    counts = []
    for asked in ({**HOT, "do": ""}, {**HOT, "do": "", **rows}):
        with CaptureQueriesContext(connection) as seen:
            agent_client.post("/desk/views/new/", asked, headers={"HX-Request": "true"})
        counts.append(len(seen.captured_queries))
    assert counts[1] <= counts[0] + 1  # the people, once


def test_names_are_text_and_nothing_else(agent_client, people) -> None:
    agent_client.post("/desk/views/new/", HOT | {"name": "<script>alert(1)</script>"})
    for path in ("/desk/", "/desk/views/list/"):
        assert "<script>alert(1)" not in agent_client.get(path).content.decode()


def test_a_starter_view_that_was_changed_shows_its_own_number(browser, acme, people, three) -> None:
    olivia = browser(acme, people.olivia)
    counted = r'title="Unassigned">.*?</span><span class="count">(\d+)</span>'
    assert re.search(counted, olivia.get("/desk/").content.decode())[1] == "3"
    olivia.post("/desk/views/unassigned/edit/", HOT | {"name": "Unassigned", "whose": "all"})

    assert re.search(counted, olivia.get("/desk/?view=unassigned").content.decode())[1] == "2"
