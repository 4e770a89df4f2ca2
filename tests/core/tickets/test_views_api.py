"""/api/v1/views/ and `where` of a list of tickets."""

from __future__ import annotations

import json

import pytest

from core.desk.models import SavedView, Team
from tests.support.callers import said

pytestmark = pytest.mark.django_db

WHERE = {
    "any": [
        {"field": "urgency", "op": "above", "value": 50},
        {"all": [{"field": "resolved", "op": "last", "value": "1h"}]},
    ]
}


def test_a_view_is_written_read_changed_and_removed(callers, people):
    made = callers.ana.call(
        "POST",
        "/views/",
        {"name": "Loud", "filters": {"priority": "high", "where": WHERE}, "order": "newest"},
    )
    row = made.json()
    path = f"/views/{row['key']}/"

    assert made.status_code == 201
    assert (row["filters"], row["mine"], row["team"], row["role"]) == (
        {"priority": "high", "where": WHERE},
        True,
        None,
        None,
    )
    assert row["key"] in [one["key"] for one in callers.ana.read("/views/").json()]
    assert row["key"] not in [one["key"] for one in callers.olivia.read("/views/").json()]
    assert said(callers.olivia.call("PATCH", path, {"name": "Mine"}))[0] == 404
    assert callers.ana.call("PATCH", path, {"name": "Louder"}).json()["name"] == "Louder"
    assert callers.ana.call("DELETE", path).status_code == 204
    assert not SavedView.objects.filter(key=row["key"]).exists()


def test_only_who_arranges_the_desk_shares(callers, people):
    team = Team.objects.create(name="North")
    assert said(callers.ana.call("POST", "/views/", {"name": "All", "shared": True})) == (
        403,
        "view.not_yours",
    )
    assert said(callers.ana.call("POST", "/views/", {"name": "T", "team": team.pk})) == (
        403,
        "view.not_yours",
    )
    assert not SavedView.objects.filter(name__in=["All", "T"]).exists()
    shared = callers.olivia.call("POST", "/views/", {"name": "T", "team": team.pk}).json()
    assert (shared["mine"], shared["team"]) == (False, team.pk)
    assert said(callers.olivia.call("POST", "/views/", {"name": "T", "team": 4711}))[0] == 404
    assert said(callers.olivia.call("POST", "/views/", {"name": "T", "role": "nobody"}))[0] == 404


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        ({"where": {"all": [{"field": "nothing", "op": "is"}]}}, "condition.invalid"),
        ({"where": "{"}, "filter.invalid"),
        ({"priority": "enormous"}, "filter.invalid"),
    ],
)
def test_what_could_not_be_listed_is_not_kept(callers, filters, code):
    assert said(callers.ana.call("POST", "/views/", {"name": "Bad", "filters": filters})) == (400, code)
    assert not SavedView.objects.filter(name="Bad").exists()


def test_tickets_are_listed_by_conditions(callers, many):
    many(3)
    low = {"all": [{"field": "urgency", "op": "below", "value": 41}]}
    assert len(callers.ana.read("/tickets/", where=json.dumps(low)).json()["results"]) == 3
    assert not callers.ana.read("/tickets/", where=json.dumps(WHERE)).json()["results"]
    assert said(callers.ana.read("/tickets/", where="[" * 5_000)) == (400, "filter.invalid")
    assert said(callers.ana.read("/tickets/", where='{"all": [7]}')) == (400, "condition.invalid")


def test_programs_learn_what_may_be_asked(callers):
    fields = {one["key"]: one for one in callers.ana.read("/views/fields/").json()}
    assert fields["due"] == {"key": "due", "label": "Due", "kind": "moment", "operators": ["before", "after", "last", "older", "next", "past", "empty", "filled"]}  # fmt: skip
