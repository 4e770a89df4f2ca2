"""Policies: first match wins, one default that stays, and what is wrong with conditions."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.contacts.models import Company
from core.desk.models import Calendar, Tag
from core.sla import selectors, services
from core.sla.models import Policy
from tenants.kernel.errors import Invalid, Stale
from tests.core.sla.conftest import clocks, on


def where(*conditions):
    return {"all": [{"field": field, "op": op, "value": value} for field, op, value in conditions]}


def facts(**some):
    empty = dict.fromkeys(("queue", "category", "category.above", "team", "company", "language", "customer"))
    return {**empty, "priority": 2, "channel": "mail", "tags": frozenset(), **some}


VIP = where(("tags", "any", ["vip"]))


@pytest.mark.django_db
class TestPolicies:
    def test_an_organization_starts_with_four(self, acme):
        rows = selectors.policies()
        assert [(row.name, row.first_reply, row.next_reply, row.resolution) for row in rows] == [
            ("Urgent", 30, 60, 240),
            ("High", 60, 240, 480),
            ("Medium", 240, 480, 1_440),
            ("Low", 480, 960, 2_400),
        ]
        assert [row.name for row in rows if row.is_default] == ["Low"]
        assert {(row.warn_assignee, row.warn_lead) for row in rows} == {(75, 90)}

    def test_the_first_that_matches_holds_and_the_default_is_last(self, people):
        own = services.save_policy(None, by=people.adam.actor, name="VIP", first_reply=5, conditions=VIP)
        vip = facts(priority=4, tags=frozenset({"vip"}))
        assert selectors.policy_for(vip).name == "Urgent"
        services.order_policies([own.pk], by=people.adam.actor)
        assert selectors.policy_for(vip).name == "VIP"
        services.save_policy(own, by=people.adam.actor, is_active=False)
        assert selectors.policy_for(vip).name == "Urgent"
        assert selectors.policy_for(facts(priority=1)).name == "Low"
        assert selectors.policies()[-1].is_default

    def test_a_new_one_comes_last_also_after_others_were_removed(self, people):
        by = people.adam.actor
        services.delete_policy(Policy.objects.get(name="Urgent"), by=by)
        services.delete_policy(Policy.objects.get(name="High"), by=by)
        own = services.save_policy(None, by=by, name="VIP", first_reply=5, conditions=VIP)
        assert Policy.objects.order_by("position", "id").last() == own

    def test_the_default_stays(self, people):
        row = selectors.default_policy()
        for refused in ({"is_active": False}, {"is_default": False}):
            with pytest.raises(services.DefaultStays):
                services.save_policy(row, by=people.adam.actor, **refused)
        with pytest.raises(services.DefaultStays):
            services.delete_policy(row, by=people.adam.actor)
        assert selectors.default_policy() == row

    def test_another_default_takes_its_place_and_has_no_conditions(self, people):
        urgent = Policy.objects.get(name="Urgent")
        services.save_policy(urgent, by=people.adam.actor, is_default=True)
        rows = Policy.objects.in_bulk(field_name="name")
        assert (rows["Urgent"].is_default, rows["Urgent"].conditions) == (True, {"all": []})
        assert (rows["Low"].is_default, rows["Low"].is_active) == (False, False)

    def test_who_looked_at_an_older_one_is_told(self, people):
        row = Policy.objects.get(name="High")
        services.save_policy(row, by=people.adam.actor, seen=1, first_reply=45)
        with pytest.raises(Stale):
            services.save_policy(row, by=people.adam.actor, seen=1, first_reply=50)
        row.refresh_from_db()
        assert (row.version, row.first_reply) == (2, 45)
        assert Record.objects.get(action="sla_policy.changed").after == {"first_reply": 45}

    def test_saving_the_same_changes_nothing(self, people):
        row = Policy.objects.get(name="High")
        services.save_policy(row, by=people.adam.actor, first_reply=60)
        assert Policy.objects.get(name="High").version == 1
        assert not Record.objects.filter(action="sla_policy.changed").exists()

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "High"}, "name"),
            ({"first_reply": 0}, "first_reply"),
            ({"resolution": 10**7}, "resolution"),
            ({"warn_lead": 100}, "__all__"),
            ({"first_reply": None, "next_reply": None, "resolution": None}, "first_reply"),
            ({"conditions": {"all": "x"}}, "conditions"),
            ({"conditions": where(("queue", "is", ["x"]))}, "conditions"),
            ({"conditions": where(("awaits_reply", "is", True))}, "conditions"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, people, values, field):
        row = Policy.objects.get(name="Urgent")
        with pytest.raises(Invalid) as refused:
            services.save_policy(row, by=people.adam.actor, **values)
        assert field in refused.value.data["fields"]
        assert Policy.objects.get(pk=row.pk).version == 1

    def test_a_preview_says_when_by_whose_hours(self, people):
        Calendar.objects.filter(is_default=True).update(time_zone="Europe/Berlin")
        found = selectors.preview(Policy.objects.get(name="High"), on(0, 16, 30))
        assert found.calendar.name == "Office hours"
        assert found.due == {"first": on(3, 9, 30), "next": on(3, 12, 30), "resolution": on(3, 16, 30)}
        always = Calendar.objects.get(seed_key="always")
        row = services.save_policy(Policy.objects.get(name="Urgent"), by=people.adam.actor, calendar=always)
        assert selectors.preview(row, on(1, 12)).due["first"] == on(1, 12, 30)


@pytest.mark.django_db
def test_a_tag_brings_another_policy(desk):
    vip = Tag.objects.get(name="vip")
    row = services.save_policy(None, by=desk.people.adam.actor, name="VIP", first_reply=10, conditions=VIP)
    services.order_policies([row.pk], by=desk.people.adam.actor)
    ticket = desk.ask(on(0, 9)).ticket
    assert clocks(ticket)["first"].target == 60
    desk.set(ticket, on(0, 9, 5), tags=[vip])
    first = clocks(ticket)["first"]
    assert (first.policy.name, first.target, first.due_at) == ("VIP", 10, on(0, 9, 10))
    assert clocks(ticket)["resolution"].state == "cancelled"


@pytest.mark.django_db
def test_a_company_has_its_own_promise(desk):
    carla = desk.people.carla
    carla.company = Company.objects.create(name="Nordlicht GmbH")
    carla.save()
    asked = {"any": [{"field": "company", "op": "is", "value": "Nordlicht GmbH"}]}
    row = services.save_policy(
        None, by=desk.people.adam.actor, name="Nordlicht", resolution=10, conditions=asked
    )
    services.order_policies([row.pk], by=desk.people.adam.actor)
    ticket = desk.ask(on(0, 9)).ticket
    assert {key: one.target for key, one in clocks(ticket).items()} == {"resolution": 10}
