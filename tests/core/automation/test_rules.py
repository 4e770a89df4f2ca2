"""Writing rules, looking at what they would hit, and their API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import Record
from core.automation import selectors, services
from core.automation.actions import ActionNotAllowed
from core.automation.models import Firing, Rule
from core.automation.selectors import dry
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, Stale
from tests.support.callers import Caller

pytestmark = pytest.mark.django_db
URGENT = {"all": [{"field": "priority", "op": "is", "value": ["urgent"]}]}
TAG = [{"do": "tags_add", "value": ["vip"]}]
WHOLE = {"name": "Urgent", "events": ["opened", "changed"], "conditions": URGENT, "actions": TAG}


def picture():
    """All rows of all tables of the organization, as text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute("SELECT to_regclass(%s)", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} AS t")
                found[table] = cursor.fetchone()[0]
    return found


class TestWriting:
    def test_a_rule_is_written_changed_and_removed_with_a_line_each(self, people, no_rules):
        by = people.adam.actor
        row = services.save_rule(None, by=by, **WHOLE)
        assert (row.kind, row.activator, row.author, row.position) == ("trigger", "selective", people.adam, 0)
        assert services.save_rule(row, by=by, **WHOLE).version == 1
        row = services.save_rule(row, by=by, name="Very urgent", seen=1)
        assert (row.version, row.name) == (2, "Very urgent")
        with pytest.raises(Stale):
            services.save_rule(row, by=by, name="Other", seen=1)
        services.delete_rule(row, by=by)
        services.delete_rule(row, by=by)
        assert list(Record.objects.filter(action__startswith="rule.").values_list("action", flat=True)[::-1]) == [
            "rule.created", "rule.changed", "rule.deleted",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": " "}, "name"),
            ({"events": []}, "events"),
            ({"events": ["warned"]}, "events"),
            ({"events": ["opened", "warned"]}, "events"),
            ({"kind": "schedule", "hours": [[9], [25]]}, "hours"),
            ({"kind": "schedule", "hours": [[9]] * 8}, "hours"),
            ({"kind": "schedule", "hours": [[9], "ten"]}, "hours"),
            ({"activator": "never"}, "activator"),
            ({"activator": "time", "events": ["still"], "after": "soon"}, "after"),
            ({"activator": "time", "events": ["still"], "after": ""}, "after"),
            ({"kind": "schedule"}, "hours"),
            ({"kind": "schedule", "hours": [[25, "x", True]]}, "hours"),
            ({"conditions": {"all": [{"field": "nothing", "op": "is", "value": "x"}]}}, "conditions"),
            ({"conditions": {"all": [{"field": "was.created", "op": "past"}]}}, "conditions"),
            (
                {
                    "activator": "time",
                    "events": ["breached"],
                    "conditions": {"all": [{"field": "was.status", "op": "is", "value": ["open"]}]},
                },
                "conditions",
            ),
            ({"actions": []}, "actions"),
            ({"actions": [{"do": "fly"}]}, "actions"),
        ],
    )
    def test_what_makes_no_sense_is_said_at_its_place(self, people, no_rules, wrong, field):
        with pytest.raises(Invalid) as refusal:
            services.save_rule(None, by=people.adam.actor, **WHOLE | wrong)
        assert set(refusal.value.data["fields"]) == {field}
        assert not Rule.objects.exists()

    def test_names_are_there_once(self, people, no_rules):
        services.save_rule(None, by=people.adam.actor, **WHOLE)
        with pytest.raises(Invalid):
            services.save_rule(None, by=people.adam.actor, **WHOLE)

    def test_nobody_has_a_rule_do_what_they_may_not(self, people, no_rules):
        with pytest.raises(ActionNotAllowed):
            services.save_rule(None, by=people.lars.actor, **WHOLE)
        row = services.save_rule(None, by=people.adam.actor, **WHOLE)
        services.save_rule(row, by=people.lars.actor, is_active=False)  # the door asks who may arrange

    @pytest.mark.parametrize(
        "wider",
        [
            {"conditions": {"all": []}}, {"events": ["note"]}, {"stop_after_match": True},
            {"is_active": False, "conditions": {"all": []}},
        ],
    )  # fmt: skip
    def test_nobody_widens_a_rule_that_does_what_they_may_not(self, people, no_rules, wider):
        row = services.save_rule(None, by=people.adam.actor, **WHOLE)
        arranger = replace(people.adam.actor, permissions=frozenset({"desk.manage"}))
        for values in (wider, {"is_active": True, **wider}):
            with pytest.raises(ActionNotAllowed):
                services.save_rule(row, by=arranger, **values)
        row = services.save_rule(row, by=arranger, is_active=False)
        with pytest.raises(ActionNotAllowed):
            services.save_rule(row, by=arranger, is_active=True)
        row = services.save_rule(row, by=arranger, name="Other")
        assert (row.name, row.is_active, row.conditions, row.version) == ("Other", False, URGENT, 3)

    def test_one_that_is_broken_by_now_can_be_switched_off(self, people, no_rules):
        row = services.save_rule(None, by=people.adam.actor, **WHOLE)
        Rule.objects.filter(pk=row.pk).update(actions=[{"do": "tags_add", "value": ["gone"]}])
        with pytest.raises(Invalid):
            services.save_rule(row, by=people.adam.actor, name="Other")
        assert not services.save_rule(row, by=people.adam.actor, is_active=False).is_active

    def test_what_it_cannot_hear_of_is_named(self, people, no_rules):
        with pytest.raises(Invalid) as refusal:
            services.save_rule(None, by=people.adam.actor, **WHOLE | {"events": ["opened", "moon", {}]})
        assert refusal.value.data["fields"]["events"] == ["It cannot hear of this: moon, {}."]

    def test_a_new_one_comes_last_also_after_others_were_removed(self, people, rule):
        first, *_rest = [rule(name, [], [("tags_add", ["vip"])]) for name in ("A", "B", "C")]
        services.delete_rule(first, by=people.adam.actor)
        services.order_rules([_rest[1].pk], by=people.adam.actor)
        Rule.objects.filter(name="B").update(position=7)
        rule("D", [], [("tags_add", ["vip"])])
        assert [row.name for row in selectors.rules()] == ["C", "B", "D"]

    def test_order(self, people, rule):
        first, second = (rule(name, [], [("tags_add", ["vip"])]) for name in ("A", "B"))
        services.order_rules([second.pk], by=people.adam.actor)
        assert [row.name for row in selectors.rules()] == ["B", "A"]
        services.order_rules([second.pk, first.pk, 999], by=people.adam.actor)
        assert Record.objects.filter(action="rule.ordered").count() == 1


class TestDryRun:
    def test_it_counts_what_happened_lately_and_touches_nothing(self, people, rule):
        with clock.at(clock.now() - timedelta(days=20)):
            old = _open(people, 4)
        new, calm = _open(people, 4), _open(people, 1)
        row = rule("Urgent", [("priority", "is", ["urgent"])], [("tags_add", ["vip"])], events=["opened"])
        before = picture()
        found = selectors.would_hit(row, people.adam.actor)
        assert ([one.pk for one in found.rows], found.count, found.is_more) == ([new.pk], 1, False)
        month = selectors.would_hit(row, people.adam.actor, back=timedelta(days=30))
        assert {one.pk for one in month.rows} == {new.pk, old.pk}
        assert calm.pk not in {one.pk for one in month.rows}
        assert picture() == before

    def test_each_event_has_its_own_meaning(self, people, rule):
        with clock.at(clock.now() - timedelta(days=20)):
            quiet, noted, changed, answered, heard = (_open(people, 4) for _number in range(5))
        by = people.ana.actor
        tickets.note(noted, "Hm", author=people.ana, by=by)
        tickets.change(changed, by=by, subject="Other")
        tickets.reply(answered, "So", author=people.ana, by=by)
        tickets.hear(heard, Words("And?"), contact=people.carla, channel="mail", by=people.carla.actor)
        hit = {
            event: {
                one.pk
                for one in selectors.would_hit(selectors.blank_rule(events=[event]), people.adam.actor).rows
            }
            for event in ("opened", "note", "changed", "reply", "customer")
        }
        assert hit == {
            "opened": set(), "note": {noted.pk}, "changed": {changed.pk}, "reply": {answered.pk},
            "customer": {heard.pk},
        }  # fmt: skip
        still = selectors.blank_rule(activator="time", events=["still"], after="3d")
        found = selectors.would_hit(still, people.adam.actor)
        assert {one.pk for one in found.rows} == {quiet.pk, noted.pk, changed.pk, heard.pk}
        assert found.since is None

    def test_it_says_what_it_cannot_know_and_stops_counting(self, people, rule, monkeypatch):
        monkeypatch.setattr(dry, "MOST_COUNTED", 1)
        for _number in range(3):
            _open(people, 4)
        row = rule("Back", [("was.state", "is", ["resolved"])], [("tags_add", ["vip"])])
        with CaptureQueriesContext(connection) as asked:
            found = selectors.would_hit(row, people.adam.actor)
        assert (found.blind, found.count) == (True, 2)
        assert any("statement_timeout" in one["sql"] for one in asked)

    def test_a_query_that_takes_too_long_is_ended(self, people, rule, monkeypatch):
        row = rule("Urgent", [], [("tags_add", ["vip"])])
        monkeypatch.setattr(dry, "LONGEST", 1)
        monkeypatch.setattr(dry, "_shown", lambda rows: rows.extra(where=["pg_sleep(1) IS NOT NULL"]))
        _open(people, 4)
        with pytest.raises(selectors.TooMuch):
            selectors.would_hit(row, people.adam.actor)
        assert Ticket.objects.count() == 1  # the connection goes on


class TestWhyNot:
    def test_the_conditions_that_do_not_hold_are_named(self, people, rule, ticket):
        rule("Both", [("priority", "is", ["urgent"]), ("state", "is", ["new"])], [("tags_add", ["vip"])])
        rule("Back", [("was.state", "is", ["resolved"])], [("tags_add", ["vip"])])
        rule("Any", [], [("tags_add", ["vip"])])
        found = {one.rule.name: one for one in selectors.why_not(ticket)}
        assert [leaf.field.key for leaf in found["Both"].unmet] == ["priority"]
        assert (found["Back"].unmet, found["Back"].earlier) == ((), True)
        assert (found["Any"].holds, found["Any"].earlier) == (True, False)


class TestApi:
    def test_whoever_arranges_the_desk(self, acme, people, ticket, no_rules):
        admin = Caller(acme, people.adam)
        made = admin.call("POST", "/rules/", WHOLE)
        assert made.status_code == 201, made.content
        rule_id = made.json()["id"]
        assert admin.read("/rules/").json()[0]["conditions"] == URGENT
        assert admin.read(f"/rules/{rule_id}/dry-run/", days=30).json()["count"] == 0
        tried = admin.call("POST", "/rules/dry-run/", {"name": "x", "events": ["opened"]})
        assert (tried.status_code, tried.json()["tickets"]) == (200, [ticket.number])
        known = {one["name"] for one in admin.read("/rules/actions/").json()}
        assert {"status", "priority", "assignee", "reply", "tags_add"} <= known
        bad = admin.call("POST", "/rules/", WHOLE | {"name": "B", "actions": [{"do": "fly"}]})
        assert (bad.status_code, bad.json()["code"]) == (400, "invalid")
        changed = admin.call("PATCH", f"/rules/{rule_id}/", {"is_active": False})
        assert changed.json()["is_active"] is False
        assert admin.call("DELETE", f"/rules/{rule_id}/").status_code == 204

    def test_the_trace_of_a_ticket(self, acme, people, ticket, rule):
        row = rule("Urgent", [], [("tags_add", ["vip"])])
        Firing.objects.create(
            ticket=ticket,
            rule=row,
            name="Urgent",
            event="opened",
            state="fired",
            chain="a",
            told={"done": ["tags_add"]},
        )
        agent = Caller(acme, people.ana)
        line = agent.read(f"/tickets/{ticket.number}/rules/").json()[0]
        assert (line["name"], line["state"], line["done"], line["kept"]) == (
            "Urgent",
            "fired",
            ["tags_add"],
            [],
        )
        assert agent.read("/rules/").status_code == 403


def _open(people, priority):
    return tickets.open_ticket(
        people.carla, "Help", Words("Help"), channel="mail", by=people.carla.actor, priority=priority
    )[0]
