"""Tickets that come again and again: on which dates, once each, late ones, and who may write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.audit.models import Record
from core.automation import selectors, services
from core.automation.actions import ActionNotAllowed
from core.automation.dates import BadRule, Plan, clean
from core.automation.models import Occurrence, Recurrence
from core.automation.services.recurring import ALARM, keep_alarms
from core.tickets.models import Ticket
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, Refused
from tests.support.callers import one_of_each, said

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday
PLAIN = {
    "name": "Backups", "subject": "Check the backups", "text": "Restore one file.", "rule": "FREQ=DAILY",
    "starts_on": date(2026, 11, 1), "at": time(9), "time_zone": "Europe/Berlin",
}  # fmt: skip


def walls(rule, starts=date(2026, 11, 20), at=time(9), number=4, after=NOW, zone=BERLIN):
    plan = Plan(clean(rule), starts, at, zone)
    return [f"{one.astimezone(zone):%Y-%m-%d %H:%M}" for one in plan.next(number, after)]


def ring(at):
    """As the sweep and its task do."""
    with clock.at(at):
        for pk in Alarm.objects.filter(kind=ALARM, at__lte=at).values_list("pk", flat=True):
            bell.ring(pk)


class TestDates:
    @pytest.mark.parametrize(
        ("rule", "dates"),
        [
            ("FREQ=DAILY", ["2026-11-21 09:00", "2026-11-22 09:00"]),
            ("FREQ=DAILY;INTERVAL=3", ["2026-11-23 09:00", "2026-11-26 09:00"]),
            ("rrule:freq=weekly; byday=mo,th", ["2026-11-23 09:00", "2026-11-26 09:00"]),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", ["2026-12-04 09:00", "2026-12-18 09:00"]),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-11-30 09:00", "2026-12-31 09:00"]),
            ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-12-31 09:00", "2027-01-31 09:00"]),
            ("FREQ=MONTHLY;BYDAY=1MO", ["2026-12-07 09:00", "2027-01-04 09:00"]),
            ("FREQ=MONTHLY;BYDAY=-1FR", ["2026-11-27 09:00", "2026-12-25 09:00"]),
            ("FREQ=YEARLY", ["2027-11-20 09:00", "2028-11-20 09:00"]),
            ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15", ["2026-12-15 09:00", "2027-12-15 09:00"]),
            ("FREQ=DAILY;UNTIL=20261121", ["2026-11-21 09:00"]),
            ("FREQ=DAILY;COUNT=3", ["2026-11-21 09:00", "2026-11-22 09:00"]),
        ],
    )
    def test_they_are_those_of_the_calendar(self, rule, dates):
        assert walls(rule, number=2) == dates

    def test_the_wall_clock_counts_when_the_hours_move(self):
        spring = datetime(2027, 3, 26, 12, tzinfo=UTC)
        assert walls("FREQ=DAILY", number=3, after=spring)[-1] == "2027-03-29 09:00"
        plan = Plan("FREQ=DAILY", date(2027, 3, 1), time(2, 30), BERLIN)
        left_out, after = plan.next(2, datetime(2027, 3, 27, 12, tzinfo=UTC))
        assert (left_out, after) == (
            datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 29, 0, 30, tzinfo=UTC),
        )  # fmt: skip
        repeated = plan.next(2, datetime(2027, 10, 30, 12, tzinfo=UTC))
        assert [one.day for one in repeated] == [31, 1]

    @pytest.mark.parametrize("start", [date(2024, 2, 29), date(2025, 1, 31), date(2026, 6, 1)])
    @pytest.mark.parametrize("rule", ["FREQ=DAILY;INTERVAL=5", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=MONTHLY;BYMONTHDAY=30"])  # fmt: skip
    def test_none_is_lost_or_doubled_between_two_looks(self, rule, start):
        plan, at = Plan(rule, start, time(2, 30), BERLIN), datetime(2026, 1, 1, tzinfo=UTC)
        whole = plan.upto(at, at + timedelta(days=400))
        steps = []
        for _ in range(200):
            steps += plan.upto(at + timedelta(microseconds=1), at + timedelta(days=2))
            at += timedelta(days=2)
        assert steps == [one for one in whole if one > datetime(2026, 1, 1, tzinfo=UTC)]

    @pytest.mark.parametrize(
        "rule",
        [
            "", "FREQ=HOURLY", "FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=1", "FREQ=DAILY;BYMONTH=2", "FREQ=DAILY;FREQ=DAILY",
            "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=100", "FREQ=YEARLY;BYMONTH=2", "FREQ=DAILY;UNTIL=20261121;COUNT=2", "FREQ=DAILY;COUNT=9999",
            "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1", "FREQ=DAILY\nDTSTART=1", "RDATE=20261121",
            "FREQ=DAILY;UNTIL=20260230", "FREQ=DAILY;UNTIL=٢٠٢٦١١٢١", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        ],
    )  # fmt: skip
    def test_what_a_form_cannot_say_is_refused(self, rule):
        with pytest.raises(BadRule):
            clean(rule)


@pytest.mark.django_db
class TestTickets:
    @pytest.fixture
    def made(self, people):
        """made(**values): a recurring ticket, written at NOW by the owner."""

        def make(**values):
            with clock.at(NOW):
                return services.save_recurrence(None, by=people.olivia.actor, **{**PLAIN, **values})

        return make

    def test_it_opens_on_its_date_with_all_that_was_said_and_only_once(self, made, people):
        row = made(customer=people.carla.email, actions=[
            {"do": "assignee", "value": str(people.ana.pk)}, {"do": "checklist", "value": "Ask\nAnswer"}, {"do": "priority", "value": "high"},
        ])  # fmt: skip
        first = datetime(2026, 11, 21, 8, tzinfo=UTC)
        assert row.next_at == first
        ring(first - timedelta(seconds=1))
        assert not Ticket.objects.exists()
        ring(first)
        ticket = Ticket.objects.get()
        assert (ticket.subject, ticket.contact, ticket.assignee) == (row.subject, people.carla, people.ana)
        assert (ticket.priority, ticket.chosen) == (3, {"priority": "system"})
        assert (ticket.channel, ticket.items, ticket.messages.count()) == ("plan", 2, 1)
        with clock.at(first):
            services.open_due(row.pk)
        assert Ticket.objects.count() == Occurrence.objects.count() == 1
        row.refresh_from_db()
        assert row.next_at == first + timedelta(days=1)
        assert Alarm.objects.get(kind=ALARM).at == row.next_at

    def test_what_is_killed_comes_again_and_once(self, made, monkeypatch):
        row = made()
        with monkeypatch.context() as patch:
            patch.setattr("core.audit.trail.record", lambda *a, **k: 1 / 0)
            ring(row.next_at)
        assert not Ticket.objects.exists()
        ring(row.next_at + timedelta(hours=1))
        assert Ticket.objects.count() == 1

    def test_dates_that_passed_are_one_ticket_with_a_note(self, made):
        row = made()
        ring(row.next_at + timedelta(days=3, hours=2))
        ticket, one = Ticket.objects.get(), Occurrence.objects.get()
        assert (one.missed, one.planned_at) == (3, row.next_at + timedelta(days=3))
        assert "2026-11-24 09:00" in ticket.messages.get(kind="note").text
        row.refresh_from_db()
        assert row.next_at == one.planned_at + timedelta(days=1)

    def test_without_a_customer_it_is_in_the_name_of_who_wrote_it(self, made, people):
        ring(made().next_at)
        assert Ticket.objects.get().contact.email == people.olivia.email

    def test_what_is_refused_is_told_and_the_next_date_comes(self, made, people):
        row = made(customer=people.carla.email)
        Recurrence.objects.update(contact=None)
        ring(row.next_at)
        assert not Ticket.objects.exists()
        assert "customer" in Occurrence.objects.get().why
        with clock.at(NOW + timedelta(days=1, hours=1)):
            services.save_recurrence(row, by=people.olivia.actor, customer=people.carla.email)
        ring(row.next_at + timedelta(days=1))
        assert Ticket.objects.count() == 1

    def test_a_date_whose_alarm_is_late_is_not_lost_to_who_changes_it(self, made, people):
        row = made(customer=people.carla.email)
        due = row.next_at
        with clock.at(due + timedelta(minutes=5)):
            row = services.save_recurrence(row, by=people.olivia.actor, subject="Check them")
        assert Ticket.objects.get().subject == PLAIN["subject"]
        assert (row.subject, row.next_at) == ("Check them", due + timedelta(days=1))

    def test_it_rests_and_what_passed_meanwhile_is_not_made_up_for(self, made, people):
        row = made()
        with clock.at(NOW):
            services.save_recurrence(row, by=people.olivia.actor, is_active=False)
        assert not Alarm.objects.filter(kind=ALARM).exists()
        ring(NOW + timedelta(days=5))
        with clock.at(NOW + timedelta(days=5)):
            row = services.save_recurrence(row, by=people.olivia.actor, is_active=True)
        assert row.next_at == datetime(2026, 11, 26, 8, tzinfo=UTC)
        assert not Ticket.objects.exists()

    def test_a_lost_alarm_is_set_again_and_the_last_date_ends_it(self, made):
        row = made(rule="FREQ=DAILY;UNTIL=20261121")
        Alarm.objects.filter(kind=ALARM).delete()
        keep_alarms()
        ring(row.next_at)
        row.refresh_from_db()
        assert (row.next_at, Ticket.objects.count()) == (None, 1)
        assert not Alarm.objects.filter(kind=ALARM).exists()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("name", " "), ("subject", ""), ("text", ""), ("rule", "FREQ=HOURLY"), ("time_zone", "Mars/Base"),
            ("starts_on", None), ("starts_on", date(1999, 1, 1)), ("at", None), ("customer", "nobody"),
            ("queue_id", 987_654), ("actions", [{"do": "explode"}]), ("rule", "FREQ=DAILY;UNTIL=20201121"),
        ],
    )  # fmt: skip
    def test_what_makes_no_sense_is_refused_beside_its_field(self, made, name, value):
        with pytest.raises(Invalid) as refused:
            made(**{name: value})
        assert list(refused.value.data["fields"]) == [name]
        assert not Recurrence.objects.exists()

    def test_who_may_not_arrange_the_desk_writes_none(self, people):
        with pytest.raises(Refused):
            services.save_recurrence(None, by=people.ana.actor, **PLAIN)

    def test_nobody_has_one_come_more_often_that_does_what_they_may_not(self, made, people):
        row = made(actions=[{"do": "priority", "value": "high"}])
        arranger = replace(people.olivia.actor, permissions=frozenset({"desk.manage"}))
        with clock.at(NOW):
            with pytest.raises(ActionNotAllowed):
                services.save_recurrence(row, by=arranger, subject="Other")
            row = services.save_recurrence(row, by=arranger, is_active=False)
            with pytest.raises(ActionNotAllowed):
                services.save_recurrence(row, by=arranger, is_active=True)
            row = services.save_recurrence(row, by=arranger, name="Other")
        assert (row.name, row.is_active, row.subject) == ("Other", False, PLAIN["subject"])

    def test_saved_twice_is_once_and_removing_leaves_its_tickets(self, made, people):
        row = made()
        with clock.at(NOW):
            assert services.save_recurrence(row, by=people.olivia.actor, subject=row.subject).version == 1
        ring(row.next_at)
        services.delete_recurrence(row, by=people.olivia.actor)
        services.delete_recurrence(row, by=people.olivia.actor)
        assert Ticket.objects.count() == 1
        assert Record.objects.filter(action="recurrence.deleted").count() == 1

    def test_the_api(self, acme, people):
        callers = one_of_each(acme, people)
        body = PLAIN | {"starts_on": "2026-11-01", "at": "09:30", "customer": "carla@nobody.example"}
        made = callers.olivia.call("POST", "/recurring-tickets/", body)
        assert made.status_code == 201
        row = made.json()
        assert (row["at"], len(row["next"]), row["next_at"] is not None) == ("09:30", 5, True)
        path = f"/recurring-tickets/{row['id']}/"
        assert callers.olivia.call("PATCH", path, {"is_active": False}).json()["next_at"] is None
        assert callers.olivia.call("PATCH", path, {"rule": "FREQ=HOURLY"}).status_code == 400
        assert callers.olivia.read(f"{path}dates/").json() == []
        assert said(callers.ana.read("/recurring-tickets/"))[0] == 403
        assert callers.olivia.call("DELETE", path).status_code == 204
        assert callers.olivia.read("/recurring-tickets/").json() == []

    def test_the_page(self, browser, acme, people):
        owner = browser(acme, people.olivia)
        form = {
            "name": "Backups", "subject": "Check", "text": "Do it", "queue": "", "customer": "", "freq": "MONTHLY",
            "every": "2", "by": "weekday", "nth": "-1", "weekday": "FR", "month_day": "1", "at": "08:15",
            "starts_on": "2026-11-01", "ends_on": "", "time_zone": "Europe/Berlin", "is_active": "1",
            "a0-do": "tags_add", "a0-was": "tags_add", "a0-value": "vip",
        }  # fmt: skip
        shown = owner.post("/settings/recurring/new/", form).content.decode()
        assert "Friday, " in shown
        assert not Recurrence.objects.exists()
        assert owner.post("/settings/recurring/new/", form | {"do": "save"}).status_code == 302
        row = Recurrence.objects.get()
        assert (row.rule, row.at) == ("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", time(8, 15))
        ring(row.next_at)
        page = owner.get("/settings/recurring/").content.decode()
        assert "Every 2 months on the last Friday at 08:15" in page
        assert Ticket.objects.get().label in page
        assert Ticket.objects.get().label in owner.get(f"/settings/recurring/{row.pk}/").content.decode()
        owner.post("/settings/recurring/", {"pause": row.pk})
        assert Recurrence.objects.get().is_active is False
        bad = owner.post(f"/settings/recurring/{row.pk}/", form | {"do": "save", "every": "x"})
        assert bad.status_code == 422
        assert owner.post(f"/settings/recurring/{row.pk}/", {"do": "remove"}).status_code == 302
        assert not Recurrence.objects.exists()

    def test_who_may_not_arrange_does_not_see_it(self, agent_client):
        for path in ("/settings/recurring/", "/settings/recurring/new/"):
            assert agent_client.get(path).status_code == 403
        assert selectors.recurrences().count() == 0
