"""Actions that reach people and advice, days from now in own fields, and conditions beside the ticket's row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ai.models import Run as AdviceRun
from ai.models import Suggestion
from core.automation import actions
from core.automation.actions import BadAction, perform, read
from core.automation.models import Firing
from core.automation.rules import STILL
from core.automation.services import clockwork
from core.desk import services as arranging
from core.desk.models import Team
from core.notifications.models import Notification
from core.tickets import conditions
from core.tickets import services as tickets
from core.tickets.conditions import Asking
from core.tickets.models import Ticket, Watcher
from core.tickets.services.words import Words
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor

pytestmark = pytest.mark.django_db
RULE = Actor("rule", 7, "Rule “Billing”")


def do(ticket, *steps, by=RULE):
    return perform(ticket, read(list(steps)), by=by)


def called():
    rows = Notification.objects.filter(kind="called").order_by("user__name")
    return [(row.user.name.split()[0], row.who, row.mail_at is not None) for row in rows]


def test_people_teams_and_those_who_follow_are_called(people, ticket):
    team = Team.objects.create(name="Second level", manager=people.lena)
    team.members.add(people.ben)
    tickets.watch(ticket, people.adam, by=people.adam.actor)
    outcome = do(ticket, {"do": "call", "value": [f"user:{people.ana.pk}", f"team:{team.pk}", "watchers"]})
    assert outcome.done == ("call",)
    assert [name for name, _who, _mail in called()] == ["Adam", "Ana", "Ben"]
    assert called()[0] == ("Adam", "Rule “Billing”", True)


def test_who_holds_it_and_who_leads_the_team(people, ticket):
    team = Team.objects.create(name="Second level", manager=people.lena)
    team.members.add(people.ben)
    tickets.change(ticket, by=people.ben.actor, team=team)
    tickets.assign(ticket, people.ana, by=people.ben.actor)
    do(ticket, {"do": "call", "value": ["assignee", "lead"]})
    assert [name for name, *_rest in called()] == ["Ana", "Lena"]


def test_calling_nobody_is_no_deed(people, ticket):
    assert do(ticket, {"do": "call", "value": ["assignee"]}).kept == ("call",)
    assert called() == []


def test_nobody_is_called_to_spam(people, ticket):
    tickets.change(ticket, by=people.ben.actor, is_spam=True)
    assert do(ticket, {"do": "call", "value": [f"user:{people.ana.pk}"]}).kept == ("call",)


def test_somebody_follows_it_from_then_on(people, ticket):
    tickets.assign(ticket, people.ben, by=people.ben.actor)
    do(ticket, {"do": "watch", "value": [f"user:{people.ana.pk}", "assignee"]})
    assert set(Watcher.objects.filter(is_on=True).values_list("user__name", flat=True)) == {
        "Ana Agent", "Ben Agent",
    }  # fmt: skip


@pytest.mark.parametrize("value", [["user:999999"], ["team:999999"], ["everybody"], []])
def test_only_people_there_are(people, value):
    with pytest.raises(BadAction):
        read([{"do": "call", "value": value}])


def test_advice_is_asked_and_never_asks_itself(people, ticket, rule, drain):
    rule("Sum up", [], [("advice", "draft")], events=["changed"], activator="always")
    drain()
    Suggestion.objects.all().delete()
    AdviceRun.objects.all().delete()
    tickets.change(Ticket.objects.get(pk=ticket.pk), by=people.ben.actor, priority=4)
    drain()
    assert list(Firing.objects.values_list("state", "told")) == [("fired", {"done": ["advice"]})]
    assert AdviceRun.objects.filter(kind="draft").count() == 1
    assert Firing.objects.filter(state="fired").count() == 1


def test_a_day_from_now_in_a_field_of_ones_own(people, ticket):
    by = people.olivia.actor
    arranging.save_field(None, by=by, key="ship", label="Ship by", kind="date")
    assert actions.as_json(read([{"do": "field.ship", "value": "3 d"}]))[0]["value"] == "3d"
    with clock.at(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)):
        do(ticket, {"do": "field.ship", "value": "3d"})
    assert Ticket.objects.get(pk=ticket.pk).fields["ship"] in ("2026-11-23", "2026-11-24")
    do(ticket, {"do": "field.ship", "value": "2027-01-31"})
    assert Ticket.objects.get(pk=ticket.pk).fields["ship"] == "2027-01-31"
    with pytest.raises(BadAction):
        read([{"do": "field.ship", "value": "soon"}])


class TestBeside:
    def both(self, ticket, people, *leaf):
        """What the query says, and the ticket in hand."""
        raw = dict(zip(("field", "op", "value"), leaf, strict=False))
        tree = conditions.read({"all": [raw]})
        asking = Asking(clock.now(), me=people.ana.pk)
        by_query = Ticket.objects.filter(conditions.as_query(tree, asking), pk=ticket.pk).exists()
        row = Ticket.objects.get(pk=ticket.pk)
        in_hand = conditions.holds(tree, conditions.facts_of(row), asking)
        assert by_query == in_hand, leaf
        return by_query

    def test_the_words_said_last(self, people, ticket):
        assert self.both(ticket, people, "text", "contains", "CHARGED me")
        assert not self.both(ticket, people, "text", "lacks", "charged")
        tickets.note(ticket, "A refund, I say", author=people.ana, by=people.ana.actor)
        assert not self.both(ticket, people, "text", "contains", "refund")
        tickets.hear(ticket, Words("100% sure"), contact=people.carla, channel="mail", by=people.carla.actor)
        assert self.both(ticket, people, "text", "contains", "100%")
        assert self.both(ticket, people, "text", "lacks", "charged")

    def test_who_follows_it(self, people, ticket):
        assert self.both(ticket, people, "watched", "empty")
        tickets.watch(ticket, people.ana, by=people.ana.actor)
        assert self.both(ticket, people, "watched", "filled")
        assert self.both(ticket, people, "watched", "is", ["me"])
        assert not self.both(ticket, people, "watched", "is", [str(people.ben.pk)])
        assert self.both(ticket, people, "watched", "is_not", [str(people.ben.pk)])

    def test_a_rule_hears_of_words(self, people, ticket, rule, drain):
        rule("Refund", [("text", "contains", "refund")], [("priority", "urgent")], events=["customer"])
        tickets.hear(
            ticket, Words("I want a refund"), contact=people.carla, channel="mail", by=people.carla.actor
        )
        drain()
        assert Ticket.objects.get(pk=ticket.pk).priority == 4


def test_what_stands_still_is_looked_at_within_a_minute(people, rule, ticket):
    rule(
        "Untouched", [("state", "is", ["new"])], [("priority", "urgent")],
        activator="time", events=[STILL], after="15m",
    )  # fmt: skip
    now = clock.now()
    tickets.open_ticket(people.carla, "Later", Words("x"), channel="mail", by=people.carla.actor)
    clockwork.look_at_still()
    due = Alarm.objects.get(kind=clockwork.LOOK, schema_name="acme").at
    assert due <= now + clockwork.span("15m") + clockwork.SOONEST
    with clock.at(due):
        clockwork.look_at_still()
    with clock.at(due + clockwork.SOONEST):
        clockwork.look_at_still()
    assert set(Ticket.objects.values_list("priority", flat=True)) == {4}
