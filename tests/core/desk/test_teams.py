"""Teams through the API: who is in them, who leads them, and when one may go."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import Record
from core.automation.models import Macro
from core.desk import services
from core.desk.models import ApprovalChain, Queue, SavedView, Team
from tenants.models import Tenant
from tests.support.callers import one_of_each, said

pytestmark = pytest.mark.django_db
TEAMS = "/teams/"


@pytest.fixture
def callers(acme: Tenant, people: SimpleNamespace) -> SimpleNamespace:
    return one_of_each(acme, people)


@pytest.fixture
def owner(callers: SimpleNamespace) -> Any:
    return callers.olivia


def made(caller: Any, **values: Any) -> dict[str, Any]:
    answer = caller.call("POST", TEAMS, {"name": "North"} | values)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_a_team_is_made_changed_and_removed(owner: Any, people: SimpleNamespace) -> None:
    team = made(owner, description="Parcels", members=[people.ben.pk, people.ana.pk], manager=people.lena.pk)
    assert (team["name"], team["description"], team["manager"]) == ("North", "Parcels", people.lena.pk)
    assert team["members"] == [people.ana.pk, people.ben.pk]
    here = f"{TEAMS}{team['id']}/"
    changed = owner.call("PATCH", here, {"name": "South", "members": [people.ben.pk], "manager": None})
    assert changed.json() == team | {"name": "South", "members": [people.ben.pk], "manager": None}
    assert owner.call("PATCH", here, {"color": "#112233"}).json()["members"] == [people.ben.pk]
    assert team["id"] in [row["id"] for row in owner.read(TEAMS).json()]
    verbs = set(Record.objects.filter(action__startswith="team.").values_list("action", flat=True))
    assert verbs == {"team.created", "team.members_changed", "team.changed"}
    assert owner.call("DELETE", here).status_code == 204
    assert not Team.objects.filter(pk=team["id"]).exists()
    assert Record.objects.filter(action="team.deleted").exists()
    assert said(owner.call("DELETE", here)) == (404, "team.unknown")


@pytest.mark.parametrize(("field", "value"), [("members", [999_999]), ("manager", 999_999)])
def test_who_is_not_a_colleague_is_refused_and_nothing_moves(owner: Any, field: str, value: Any) -> None:
    team = made(owner)
    for answer in (
        owner.call("POST", TEAMS, {"name": "East", field: value}),
        owner.call("PATCH", f"{TEAMS}{team['id']}/", {"name": "East", field: value}),
    ):
        assert answer.status_code == 400
        assert "999999" in str(answer.json()["details"]["fields"][field])
    assert not Team.objects.filter(name="East").exists()


def test_who_has_left_stays_in_a_team_and_comes_to_no_other(owner: Any, people: SimpleNamespace) -> None:
    team, other = made(owner, members=[people.ben.pk], manager=people.ben.pk), made(owner, name="South")
    type(people.ben).objects.filter(pk=people.ben.pk).update(is_active=False)
    both = {"members": [people.ana.pk, people.ben.pk], "manager": people.ben.pk}
    assert owner.call("PATCH", f"{TEAMS}{team['id']}/", both).json()["members"] == both["members"]
    for field in both:
        answer = owner.call("PATCH", f"{TEAMS}{other['id']}/", {field: both[field]})
        assert (answer.status_code, list(answer.json()["details"]["fields"])) == (400, [field])


def test_a_name_is_taken_once(owner: Any) -> None:
    made(owner)
    answer = owner.call("POST", TEAMS, {"name": "North"})
    assert (answer.status_code, list(answer.json()["details"]["fields"])) == (400, ["name"])


def chain_of(team: Team) -> ApprovalChain:
    steps = [{"need": "any", "hours": 0, "asked": ["lead", f"team:{team.pk}"]}]
    return ApprovalChain.objects.create(name="Refund", question="May we?", steps=steps)


HOLDS = {
    "queue “Returns”": lambda team: Queue.objects.create(name="Returns", team=team),
    "saved view “": lambda team: SavedView.objects.create(name="Ours", team=team),
    "macro “": lambda team: Macro.objects.create(name="Close", team=team),
    "approval chain “Refund”": chain_of,
}


@pytest.mark.parametrize("words", HOLDS)
def test_a_team_that_is_needed_stays(words: str, people: SimpleNamespace) -> None:
    by = people.adam.actor
    team = services.save_team(None, by=by, name="North", members=[people.ana])
    holder = HOLDS[words](team)
    with pytest.raises(services.TeamInUse) as refused:
        services.delete_team(team, by=by)
    assert words in refused.value.message
    assert type(holder).objects.filter(pk=holder.pk).exists()
    assert list(team.members.all()) == [people.ana]
    holder.delete()
    services.delete_team(team, by=by)
    services.delete_team(team, by=by)
    assert not Team.objects.filter(name="North").exists()


def test_many_hold_a_team_and_the_sentence_stays_short(owner: Any) -> None:
    team = made(owner)
    Queue.objects.bulk_create(Queue(name=f"Lane {n}", team_id=team["id"]) for n in range(9))
    answer = owner.call("DELETE", f"{TEAMS}{team['id']}/")
    assert said(answer) == (409, "team.in_use")
    assert "Lane 0”, queue “Lane 1”, queue “Lane 2” …" in answer.content.decode()
    assert "Lane 3" not in answer.content.decode()


def test_agents_read_and_do_not_arrange(callers: SimpleNamespace, people: SimpleNamespace) -> None:
    team = services.save_team(None, by=people.adam.actor, name="North")
    for caller in (callers.ana, callers.lars):
        assert "North" in [row["name"] for row in caller.read(TEAMS).json()]
        assert said(caller.call("POST", TEAMS, {"name": "Mine"})) == (403, "forbidden")
        assert said(caller.call("PATCH", f"{TEAMS}{team.pk}/", {"name": "Mine"})) == (403, "forbidden")
        assert said(caller.call("DELETE", f"{TEAMS}{team.pk}/")) == (403, "forbidden")
    assert not Team.objects.filter(name="Mine").exists()
    assert Team.objects.filter(pk=team.pk).exists()


def test_many_teams_cost_as_many_queries_as_one(owner: Any, people: SimpleNamespace) -> None:
    made(owner, members=[people.ana.pk])
    owner.read(TEAMS)
    with CaptureQueriesContext(connection) as few:
        owner.read(TEAMS)
    for n in range(12):
        services.save_team(None, by=people.adam.actor, name=f"Team {n}", members=[people.ana, people.ben])
    owner.read(TEAMS)
    with CaptureQueriesContext(connection) as many:
        assert len(owner.read(TEAMS).json()) >= 13
    assert len(many) == len(few)
