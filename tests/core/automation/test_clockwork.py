"""Rules that go by the clock: what stands still, and hours of the week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.automation import services
from core.automation.actions import perform, read
from core.automation.models import Firing, Rule, Run
from core.automation.rules import last_slot, next_slot
from core.automation.services import clockwork
from core.desk import selectors as desk
from core.sla import book as promises
from core.tickets import services as tickets
from core.tickets.models import Message, Ticket
from core.tickets.services.words import Words
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor

BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=BERLIN)


def day(number, hour=9, minute=0):
    return FRIDAY.replace(hour=hour, minute=minute) + timedelta(days=number)


@pytest.mark.django_db
class TestStill:
    def test_it_acts_once_for_each_time_a_status_has_stood(self, people, rule, drain):
        with clock.at(day(0)):
            ticket, _said = tickets.open_ticket(
                people.carla, "Broken", Words("Help"), channel="mail", by=people.carla.actor
            )
            rule("Remind", [("state", "is", ["waiting"])], [("reply", "Still there?")],
                 activator="time", events=["still"], after="3d")  # fmt: skip
            tickets.reply(ticket, "Which one?", author=people.ana, by=people.ana.actor)
            drain(day(0))

        def reminders(at):
            with clock.at(at):
                drain(at)
            return Message.objects.filter(kind="auto").count()

        assert reminders(day(2)) == 0
        assert reminders(day(3, 10)) == 1
        assert reminders(day(6)) == 1
        with clock.at(day(7)):
            tickets.hear(
                ticket, Words("That one"), contact=people.carla, channel="mail", by=people.carla.actor
            )
            tickets.reply(ticket, "And which?", author=people.ana, by=people.ana.actor)
        assert reminders(day(8)) == 1
        assert reminders(day(10, 11)) == 2
        assert set(Firing.objects.values_list("event", "state")) == {("still", "fired")}

    def test_a_short_one_that_is_new_does_not_wait_for_the_next_look(self, people, rule, drain):
        with clock.at(day(0)):
            rule("Long", [], [("note", "Long")], activator="time", events=["still"], after="3d")
            services.look_at_still()
            assert Alarm.objects.get(kind="automation.still").at == day(0, 10)
        with clock.at(day(0, 9, 5)):
            rule("Short", [], [("note", "Short")], activator="time", events=["still"], after="5m")
        assert Alarm.objects.get(kind="automation.still").at == day(0, 9, 6)

    def test_a_status_that_stands_for_months_is_acted_on_once(self, people, rule, drain):
        with clock.at(day(0)):
            ticket, _said = tickets.open_ticket(
                people.carla, "Broken", Words("Help"), channel="mail", by=people.carla.actor
            )
            rule("Old", [("state", "is", ["new"])], [("note", "Old")],
                 activator="time", events=["still"], after="3d")  # fmt: skip
            drain(day(0))
        for number in (4, 97):
            with clock.at(day(number)):
                drain(day(number))
                services.keep_up()
        with clock.at(day(98)):
            drain(day(98))
        assert Message.objects.filter(kind="note", ticket=ticket).count() == 1
        with clock.at(day(99)):
            tickets.change(ticket, by=people.ana.actor, status=desk.status("resolved"))
            services.keep_up()
        assert not Firing.objects.exists()

    def test_what_stood_long_before_the_rule_is_left_alone(self, people, rule, drain):
        with clock.at(day(0)):
            ticket, _said = tickets.open_ticket(
                people.carla, "Broken", Words("Help"), channel="mail", by=people.carla.actor
            )
        with clock.at(day(5)):
            rule("Old", [("state", "is", ["new"])], [("note", "Old")],
                 activator="time", events=["still"], after="3d")  # fmt: skip
            drain(day(5))
        with clock.at(day(20)):
            drain(day(20))
        assert not Firing.objects.filter(ticket=ticket).exists()

    def test_a_ticket_that_comes_back_wakes_rules(self, people, rule, drain, ticket):
        drain()
        rule("Back", [], [("tags_add", ["vip"])], activator="time", events=["woken"])
        aside = read([{"do": "snooze", "value": "4h"}])
        for by in (people.ana.actor, Actor("rule", 1)):
            fresh = perform(ticket, aside, by=by).ticket
            assert (fresh.status.key, fresh.pending_until is not None) == ("on_hold", True)
        later = clock.now() + timedelta(hours=5)
        with clock.at(later):
            drain(later)
        assert [tag.name for tag in Ticket.objects.get(pk=ticket.pk).tags.all()] == ["vip"]
        assert list(Firing.objects.values_list("event", flat=True)) == ["woken"]

    def test_it_closes_unless_the_customer_writes_within_or_reminds(self, people, drain, ticket):
        drain()
        later = clock.now() + timedelta(hours=5)
        for then, status in (("remind", "on_hold"), ("close_then", "closed")):
            fresh = perform(ticket, read([{"do": then, "value": "4h"}]), by=people.ana.actor).ticket
            assert fresh.pending_until is not None
            with clock.at(later):
                drain(later)
            ticket = Ticket.objects.get(pk=ticket.pk)
            assert (ticket.status.key, ticket.pending_until) == (status, None)

    def test_promises_wake_rules(self, people, rule, drain):
        with clock.at(day(0)):
            rule("Late", [], [("tags_add", ["vip"])], activator="time", events=["breached"])
            ticket, _said = tickets.open_ticket(
                people.carla, "Broken", Words("Help"), channel="mail", by=people.carla.actor, priority=4
            )
            drain(day(0))
        promises.page.changed()
        with clock.at(day(3, 12)):
            drain(day(3, 12))
        assert [tag.name for tag in Ticket.objects.get(pk=ticket.pk).tags.all()] == ["vip"]
        assert set(Firing.objects.values_list("event", flat=True)) == {"breached"}


@pytest.mark.django_db
class TestSchedules:
    def test_each_slot_comes_once_and_goes_through_all_tickets(self, acme, people, rule, drain, monkeypatch):
        monkeypatch.setattr(clockwork, "BATCH", 2)
        with clock.at(day(0, 7)):
            for number in range(5):
                tickets.open_ticket(
                    people.carla, f"No {number}", Words("Help"), channel="mail", by=people.carla.actor
                )
            hours = [[], [], [], [], [9], [], []]
            row = rule(
                "Sweep", [("state", "is", ["new"])], [("tags_add", ["vip"])], kind="schedule", hours=hours
            )
            drain(day(0, 7))
        acme.time_zone = "Europe/Berlin"
        nine = next_slot(hours, clockwork.zone(), day(0, 7))
        assert Alarm.objects.get(kind="automation.schedule").at == nine
        for minutes in range(1, 6):
            with clock.at(nine + timedelta(minutes=minutes)):
                drain(nine + timedelta(minutes=minutes))
                services.begin_run(row.pk)
        run = Run.objects.get()
        assert (run.slot, run.done, run.failed, bool(run.ended_at)) == (nine, 5, 0, True)
        assert Ticket.objects.filter(tags__name="vip").count() == 5
        assert Firing.objects.count() == 5
        assert Alarm.objects.get(kind="automation.schedule").at == nine + timedelta(days=7)

    def test_after_two_thousand_there_is_a_pause(self, people, rule, monkeypatch):
        monkeypatch.setattr(clockwork, "BATCH", 1)
        monkeypatch.setattr(clockwork, "MOST_IN_RUN", 2)
        for number in range(3):
            tickets.open_ticket(
                people.carla, f"No {number}", Words("Help"), channel="mail", by=people.carla.actor
            )
        row = rule("Sweep", [], [("tags_add", ["vip"])], kind="schedule", hours=[[9]] * 7)
        run = Run.objects.create(rule=row, slot=clock.now())
        for done in (1, 2):
            services.go_on(run.pk)
            assert Run.objects.get().done == done
        wait = Alarm.objects.get(kind="automation.run").at - clock.now()
        assert timedelta(minutes=9) < wait <= timedelta(minutes=10)

    def test_a_rule_that_is_switched_off_ends_its_run(self, people, rule):
        row = rule("Sweep", [], [("tags_add", ["vip"])], kind="schedule", hours=[[9]] * 7)
        run = Run.objects.create(rule=row, slot=clock.now())
        services.save_rule(row, by=people.adam.actor, is_active=False)
        assert not Alarm.objects.filter(kind="automation.schedule").exists()
        services.go_on(run.pk)
        assert Run.objects.get().ended_at is not None

    def test_upkeep_sets_what_was_lost_and_forgets_what_is_old(self, people, rule, ticket):
        row = rule("Sweep", [], [("tags_add", ["vip"])], kind="schedule", hours=[[9]] * 7)
        rule("Old", [], [("note", "Old")], activator="time", events=["still"], after="3d")
        Run.objects.create(rule=row, slot=clock.now())
        old = Firing.objects.create(
            ticket=ticket, rule=row, name="x", event="hours", state="fired", chain="a"
        )
        Firing.objects.filter(pk=old.pk).update(at=clock.now() - timedelta(days=91))
        Alarm.objects.all().delete()
        services.keep_up()
        kinds = set(Alarm.objects.values_list("kind", flat=True))
        assert kinds == {"automation.still", "automation.schedule", "automation.run"}
        assert not Firing.objects.exists()


class TestHours:
    def test_the_next_and_the_last_hour_of_a_grid(self):
        grid = [[8, 17], [], [], [], [], [], []]
        monday = datetime(2026, 11, 23, 8, 0, tzinfo=BERLIN)
        assert next_slot(grid, BERLIN, FRIDAY) == monday
        assert next_slot(grid, BERLIN, monday) == monday.replace(hour=17)
        assert last_slot(grid, BERLIN, monday.replace(hour=12)) == monday
        assert next_slot([[]] * 7, BERLIN, FRIDAY) is None

    def test_an_hour_that_comes_twice_comes_once_and_one_left_out_comes_late(self):
        every = [[2]] * 7
        autumn = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)  # 02:00 comes twice
        first = next_slot(every, BERLIN, autumn)
        assert first == datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
        assert next_slot(every, BERLIN, first) == datetime(2026, 10, 26, 1, 0, tzinfo=UTC)
        spring = datetime(2026, 3, 29, 0, 0, tzinfo=BERLIN)  # 02:00 does not come
        assert next_slot(every, BERLIN, spring) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_new_organization_has_two_rules_that_work(acme):
    rows = {row.seed_key: row.is_active for row in Rule.objects.all()}
    assert {key for key, is_on in rows.items() if is_on} == {"remind", "close"}
    assert len(rows) == 6
    assert desk.status("closed")
