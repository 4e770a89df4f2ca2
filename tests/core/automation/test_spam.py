"""Rules and spam: left alone, never answered, and reached only by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.automation import selectors, services
from core.automation.actions import perform, read
from core.automation.models import Firing, Run
from core.automation.services import clockwork
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from core.tickets.services.saying import LOOKED_AT, SpamUnanswered
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import AI, Actor

pytestmark = pytest.mark.django_db
RULE = Actor("rule", 1, "Rule")
HELLO = [{"do": "reply", "value": "Hello"}]


@pytest.fixture
def suspected(ticket):
    return tickets.change(ticket, by=AI, is_suspect=True)


@pytest.fixture
def spam(people, ticket):
    return tickets.change(ticket, by=people.ana.actor, is_spam=True)


def tags(ticket):
    return [tag.name for tag in Ticket.objects.get(pk=ticket.pk).tags.all()]


@pytest.mark.parametrize("kind", ["suspected", "spam"])
def test_it_is_left_alone_and_answered_by_nobody(request, people, rule, drain, kind):
    ticket = request.getfixturevalue(kind)
    drain()
    rule("All", [("state", "is_not", ["closed"])], [("tags_add", ["vip"])], activator="always")
    tickets.change(ticket, by=people.ana.actor, subject="Another")
    drain()
    assert (tags(ticket), Firing.objects.count()) == ([], 0)
    with pytest.raises(SpamUnanswered):
        perform(Ticket.objects.get(pk=ticket.pk), read(HELLO), by=RULE)
    assert Message.objects.filter(kind="auto").count() == 0


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("suspected", ("is_suspect", "is", True)),
        ("spam", ("state", "is", ["spam"])),
        ("spam", ("status", "is", ["spam"])),
    ],
)
def test_a_rule_that_names_it_reaches_it(request, people, rule, drain, kind, where):
    ticket = request.getfixturevalue(kind)
    drain()
    row = rule("Mark", [where], [("tags_add", ["bug"])], activator="always")
    tickets.change(ticket, by=people.ana.actor, subject="Another")
    drain()
    assert tags(ticket) == ["bug"]
    assert selectors.would_hit(row, people.adam.actor).count == 1


def test_schedules_and_dry_runs_leave_it_out(people, rule, spam):
    row = rule("Sweep", [], [("tags_add", ["vip"])], kind="schedule", hours=[[9]] * 7)
    assert selectors.would_hit(row, people.adam.actor).count == 0
    services.go_on(Run.objects.create(rule=row, slot=clock.now()).pk)
    assert (tags(spam), Run.objects.get().acted) == ([], 0)


def test_what_is_said_to_a_new_ticket_waits_for_triage_and_never_leaves_for_spam(people, ticket, drain):
    drain()
    perform(ticket, read(HELLO), by=RULE)
    drain()
    letter = Letter.objects.get(message__kind="auto")
    assert letter.state == "queued"
    assert letter.send_after == pytest.approx(ticket.created_at + LOOKED_AT, abs=timedelta(seconds=1))
    tickets.change(Ticket.objects.get(pk=ticket.pk), by=people.ana.actor, is_spam=True)
    later = ticket.created_at + LOOKED_AT + timedelta(seconds=1)
    with clock.at(later):
        drain(later)
    assert Letter.objects.get(pk=letter.pk).state == "canceled"


def test_a_turn_with_less_than_all_is_no_pause(people, rule, ticket, monkeypatch):
    """A ticket that a rule did nothing to counts for nothing; the run goes on at once."""
    monkeypatch.setattr(clockwork, "BATCH", 1)
    row = rule("Sweep", [], [("tags_add", ["vip"])], kind="schedule", hours=[[9]] * 7)
    run = Run.objects.create(rule=row, slot=clock.now(), done=2_001)
    monkeypatch.setattr(clockwork, "_one", lambda *args: "")
    services.go_on(run.pk)
    assert Alarm.objects.get(kind="automation.run").at <= clock.now()
