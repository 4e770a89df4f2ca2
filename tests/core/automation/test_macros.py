"""Macros: all of it or nothing, with the person's own rights; who sees which; done to many at once."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.automation import selectors, services
from core.automation.actions import ActionNotAllowed, BadAction
from core.automation.models import Macro
from core.desk import selectors as desk
from core.desk import services as arrange
from core.desk.models import Team
from core.tickets import selectors as selected
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from core.tickets.services import bulk
from core.tickets.services.words import Words
from portal.agent import bulk_words
from tenants.events.bus import hushed
from tenants.kernel.errors import Invalid, Stale
from tests.support.callers import Caller, one_of_each, said

pytestmark = pytest.mark.django_db
WAIT = [{"do": "status", "value": "waiting"}, {"do": "assignee", "value": "me"}]


@pytest.fixture
def ticket(people):
    with hushed():
        return opened(people, "Invoice is wrong")


def opened(people, subject):
    by = people.carla.actor
    return tickets.open_ticket(people.carla, subject, Words("Help."), channel="mail", by=by)[0]


def kept(people, who="ana", **values):
    given = {"name": "Wait", "actions": WAIT, **values}
    return services.save_macro(None, by=getattr(people, who).actor, **given)


def fresh(ticket):
    return Ticket.objects.select_related("status", "assignee").get(pk=ticket.pk)


def test_run_and_undone(people, ticket):
    row = kept(people, actions=[*WAIT, {"do": "note", "value": "Asked {{ customer.first_name }}."}],
               draft="Hello {{ customer.first_name }}, which one?")  # fmt: skip
    ran = services.run_macro(row, ticket, by=people.ana.actor)
    assert (fresh(ticket).status.key, fresh(ticket).assignee) == ("waiting", people.ana)
    assert ran.draft == "Hello Carla, which one?"
    assert Message.objects.get(kind="note").text == "Asked Carla."
    assert not Message.objects.filter(kind="reply").exists(), "nothing is sent"
    assert Record.objects.get(action="ticket.macro_run").after == {"macro": row.pk, "name": "Wait"}

    assert ran.moved is not None
    assert tickets.give_back(ticket, ran.moved, by=people.ana.actor) == []
    assert (fresh(ticket).status.key, fresh(ticket).assignee) == ("new", None)


def test_all_or_nothing_and_the_missing_field_is_named(people, ticket):
    arrange.save_field(
        None, by=people.adam.actor, key="cause", kind="text", label="Cause",
        rules=[{"effect": "require", "at": "resolve", "conditions": []}],
    )  # fmt: skip
    row = kept(people, actions=[{"do": "status", "value": "resolved"}, {"do": "note", "value": "Done."}])
    with pytest.raises(tickets.FieldRequired, match="Cause"):
        services.run_macro(row, ticket, by=people.ana.actor)
    assert fresh(ticket).status.key == "new"
    assert not Message.objects.filter(kind="note").exists()


def test_who_may_not_do_it_by_hand_may_not_run_it(people, ticket):
    row = kept(people, "adam", owner_id=None)
    with pytest.raises(ActionNotAllowed):
        services.run_macro(row, ticket, by=people.lars.actor)
    assert fresh(ticket).status.key == "new"


def test_who_sees_which(people):
    team = Team.objects.create(name="Field")
    team.members.add(people.ben)
    rows = {
        "own": kept(people),
        "all": kept(people, "adam", owner_id=None),
        "team": kept(people, "adam", owner_id=None, team_id=team.pk),
        "role": kept(people, "adam", owner_id=None, role_id=people.lena.role_id),
        "off": kept(people, "adam", owner_id=None, is_active=False),
    }
    Macro.objects.exclude(pk__in=[row.pk for row in rows.values()]).delete()

    def seen(who):
        there = set(selectors.macros(getattr(people, who).actor))
        return {name for name, row in rows.items() if row in there}

    assert seen("ana") == {"own", "all"}
    assert seen("ben") == {"all", "team"}
    assert seen("lena") == {"all", "role"}
    with pytest.raises(selectors.NoSuchMacro):
        selectors.macro(people.ben.actor, rows["own"].pk)
    with pytest.raises(services.MacroNotYours):
        services.save_macro(rows["all"], by=people.ana.actor, name="Mine now")
    with pytest.raises(services.MacroNotYours):
        kept(people, "ana", owner_id=None)
    with pytest.raises(services.MacroNotYours):
        services.delete_macro(rows["own"], by=people.adam.actor)


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "},
        {"actions": [], "draft": ""},
        {"actions": [{"do": "fly"}]},
        {"draft": "Hello {{ nobody.knows }}"},
        {"draft": "canned:not-there"},
        {"then": "sleep"},
    ],
)
def test_what_makes_no_sense_is_not_kept(people, values):
    before = Macro.objects.count()
    with pytest.raises((Invalid, BadAction)):
        kept(people, **values)
    assert Macro.objects.count() == before


def test_changed_twice_at_once_is_told(people):
    row = kept(people)
    services.save_macro(row, by=people.ana.actor, seen=1, name="Other")
    with pytest.raises(Stale):
        services.save_macro(row, by=people.ana.actor, seen=1, name="Third")


def test_a_canned_reply_is_the_draft(people, ticket):
    row = kept(people, draft="canned:details")
    ran = services.run_macro(row, ticket, by=people.ana.actor)
    assert "what you were about to do" in ran.draft


def test_those_of_a_new_organization_work(people, ticket):
    for row in selectors.macros(people.ana.actor).exclude(seed_key=""):
        services.run_macro(row, ticket, by=people.ana.actor)
    names = list(Macro.objects.exclude(seed_key="").values_list("name", flat=True))
    assert names == ["Take it", "Waiting for details", "Escalate to Technical", "Resolve and ask", "Spam"]
    assert fresh(ticket).status.category == "spam"


def test_many_at_once_and_back(people, ticket, drain):
    with hushed():
        second = opened(people, "Second")
    row = kept(people, actions=[*WAIT, {"do": "tags_add", "value": [desk.tag_names()[0]]}])
    numbers = [ticket.number, second.number]
    change = bulk.start({"macro": row.pk}, by=people.ana.actor, numbers=numbers)
    services.save_macro(row, by=people.ana.actor, actions=[{"do": "priority", "value": "urgent"}])
    drain()
    assert {fresh(one).status.key for one in (ticket, second)} == {"waiting"}
    assert list(second.tags.values_list("name", flat=True)) == [desk.tag_names()[0]]
    bulk.undo(change, by=people.ana.actor)
    drain()
    assert {(fresh(one).status.key, fresh(one).assignee) for one in (ticket, second)} == {("new", None)}
    assert not second.tags.exists()
    told = selected.progress(selected.bulk_change(people.ana.actor, change.pk))
    assert told.state == "undone"
    said = "The values of 2 tickets are as before. What else the macro did stays."
    assert bulk_words.told(told)["said"] == said


def test_only_what_is_said_changes_with_whom_it_is_shared(acme, people):
    admin, team = Caller(acme, people.adam), Team.objects.create(name="Second level")
    made = admin.call(
        "POST", "/macros/", {"name": "Wait", "actions": WAIT, "team": team.pk, "role": "agent"}
    ).json()
    assert (made["mine"], made["team"], made["role"]) == (False, team.pk, "agent")
    url = f"/macros/{made['id']}/"

    def whose(**body):
        told = admin.call("PATCH", url, body).json()
        return told["mine"], told["team"], told["role"]

    assert whose(team=None) == (False, None, "agent")
    assert whose(role=None) == (False, None, None)
    assert whose(team=team.pk) == (False, team.pk, None)
    assert whose(shared=True, role="agent") == (False, team.pk, "agent")
    assert whose(shared=False) == (True, None, None)
    assert whose(role=None) == (True, None, None)
    assert whose(role="agent") == (False, None, "agent")


def test_the_api(acme, people, ticket):
    callers = one_of_each(acme, people)
    made = callers.ana.call("POST", "/macros/", {"name": "Wait", "actions": WAIT, "then": "next"})
    assert (made.status_code, made.json()["mine"], made.json()["then"]) == (201, True, "next")
    url = f"/macros/{made.json()['id']}/"
    ran = callers.ana.call("POST", f"{url}run/", {"ticket": ticket.number})
    assert (ran.status_code, ran.json()["done"], ran.json()["draft"]) == (200, ["status", "assignee"], "")
    assert "Wait" in [one["name"] for one in callers.ana.read("/macros/").json()]
    assert "Wait" not in [one["name"] for one in callers.ben.read("/macros/").json()]
    assert said(callers.ben.call("POST", f"{url}run/", {"ticket": 1})) == (404, "macro.unknown")
    assert said(callers.ana.call("POST", "/macros/", {"name": "x", "actions": WAIT, "shared": True})) == (
        403, "macro.not_yours",
    )  # fmt: skip
    assert said(callers.ana.call("POST", "/macros/", {"name": "x", "actions": [{"do": "fly"}]})) == (
        400,
        "invalid",
    )
    changed = callers.ana.call("PATCH", url, {"name": "Wait for it"}, If_Match='"1"')
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert said(callers.ana.call("PATCH", url, {"name": "Again"}, If_Match='"1"')) == (412, "stale")
    assert callers.ana.call("DELETE", url).status_code == 204
