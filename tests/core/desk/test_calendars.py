"""Keeping calendars: exactly one is the default, nobody overwrites what they have not seen."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import Record
from core.desk import selectors, services
from core.desk.hours import is_open, opens_on
from core.desk.models import Calendar, Holiday, Queue
from core.desk.services import calendars
from core.desk.services.calendars import DefaultCalendarStays, NoMoreCalendars, NoMoreHolidays
from tenants.kernel.errors import Invalid, NotFound, Stale

pytestmark = pytest.mark.django_db
LONG_DAY = [[480, 720], [780, 1200]]


@pytest.fixture
def office(acme) -> Calendar:
    return Calendar.objects.get(seed_key="office")


@pytest.fixture
def by(people: SimpleNamespace):
    return people.adam.actor


def test_a_change_is_written_once_with_a_line(office, by):
    week = [LONG_DAY, *office.week[1:]]
    changed = services.save_calendar(office, by=by, seen=1, week=week, time_zone="Europe/Berlin")
    again = services.save_calendar(changed, by=by, seen=2, week=week)

    assert (again.version, again.week[0], again.time_zone) == (2, LONG_DAY, "Europe/Berlin")
    line = Record.objects.get(action="calendar.changed")
    assert line.actor_name == "Adam Admin"
    assert line.before == {"week": office.week, "time_zone": "UTC"}
    assert line.after == {"week": week, "time_zone": "Europe/Berlin"}
    monday_morning = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert is_open(selectors.hours_of(selectors.calendar_for(None)), monday_morning)


def test_who_has_not_seen_the_latest_version_changes_nothing(office, by):
    services.save_calendar(office, by=by, name="Desk hours")
    with pytest.raises(Stale) as stale:
        services.save_calendar(office, by=by, seen=1, name="Mine")
    assert stale.value.data == {"version": 2}
    assert Calendar.objects.get(pk=office.pk).name == "Desk hours"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"name": " "}, "name"),
        ({"name": "Around the clock"}, "name"),
        ({"reply_hours": 0}, "reply_hours"),
        ({"reply_hours": "soon"}, "reply_hours"),
        ({"week": [[], [[600, 540]], [], [], [], [], []]}, "week-1"),
        ({"week": [[], [], [[540, 720], [700, 800]], [], [], [], []]}, "week-2"),
        ({"week": []}, "week"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(office, by, values, field):
    before = Calendar.objects.values().get(pk=office.pk)
    with pytest.raises(Invalid) as refusal:
        services.save_calendar(office, by=by, **values)
    assert list(refusal.value.data["fields"]) == [field]
    assert Calendar.objects.values().get(pk=office.pk) == before
    assert not Record.objects.filter(action__startswith="calendar.").exists()


def test_another_default_takes_over_and_the_default_stays(office, by):
    with pytest.raises(DefaultCalendarStays):
        services.delete_calendar(office, by=by)
    with pytest.raises(DefaultCalendarStays):
        services.save_calendar(office, by=by, is_default=False)

    always = Calendar.objects.get(seed_key="always")
    services.save_calendar(always, by=by, is_default=True)

    assert selectors.calendar_for(None) == always
    assert list(Calendar.objects.filter(is_default=True)) == [always]
    services.delete_calendar(office, by=by)
    services.delete_calendar(office, by=by)
    assert Record.objects.filter(action="calendar.deleted").count() == 1


def test_a_queue_follows_its_own_calendar_until_that_is_gone(office, by):
    queue = Queue.objects.get(name="Technical")
    always = selectors.calendar(Calendar.objects.get(seed_key="always").pk)
    services.save_queue(queue, by=by, calendar=always)
    assert selectors.calendar_for(queue.pk) == always
    assert selectors.calendar_for(selectors.default_queue().pk) == office

    services.delete_calendar(always, by=by)

    assert selectors.calendar_for(queue.pk) == office
    with pytest.raises(NotFound):
        selectors.calendar(always.pk)
    with pytest.raises(NotFound):
        selectors.hours_of(always)


def test_without_any_calendar_there_are_no_hours(acme):
    Calendar.objects.all().delete()
    assert selectors.calendar_for(selectors.default_queue().pk) is None


def test_holidays_close_the_desk(office, by):
    services.add_holiday(office, by=by, date="2026-12-24", name="Christmas Eve", is_yearly=True)
    once = services.add_holiday(office, by=by, date=date(2026, 11, 23), name="Moving house", is_yearly=False)

    hours = selectors.hours_of(office)
    assert [opens_on(hours, day) for day in (date(2026, 12, 24), date(2029, 12, 24))] == [False, False]
    assert [opens_on(hours, day) for day in (date(2026, 11, 23), date(2027, 11, 23))] == [False, True]
    line = Record.objects.filter(action="holiday.created").latest("pk")
    assert line.after == {"date": "2026-11-23", "name": "Moving house", "is_yearly": False}

    services.delete_holiday(once, by=by)
    services.delete_holiday(once, by=by)
    assert opens_on(selectors.hours_of(office), date(2026, 11, 23))
    assert Record.objects.get(action="holiday.deleted").before == {"name": "2026-11-23 Moving house"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"date": "2026-12-25", "name": "Twice"}, "__all__"),
        ({"date": "someday", "name": "Never"}, "date"),
        ({"date": "2026-02-30", "name": "Never"}, "date"),
        ({"date": "2026-12-26", "name": ""}, "name"),
    ],
)
def test_what_is_no_holiday(office, by, values, field):
    services.add_holiday(office, by=by, date="2026-12-25", name="Christmas")
    with pytest.raises(Invalid) as refusal:
        services.add_holiday(office, by=by, **values)
    assert list(refusal.value.data["fields"]) == [field]
    assert Holiday.objects.count() == 1


def test_lists_have_an_end(office, by, monkeypatch):
    monkeypatch.setattr(calendars, "MOST_CALENDARS", 2)
    monkeypatch.setattr(calendars, "MOST_HOLIDAYS", 0)
    with pytest.raises(NoMoreCalendars):
        services.save_calendar(None, by=by, name="Third", time_zone="UTC", week=[[]] * 7)
    with pytest.raises(NoMoreHolidays):
        services.add_holiday(office, by=by, date="2026-12-25", name="Christmas")
    assert (Calendar.objects.count(), Holiday.objects.count()) == (2, 0)


def test_the_database_keeps_one_default_and_a_promise(office):
    always = Calendar.objects.filter(seed_key="always")
    for change in ({"is_default": True}, {"reply_hours": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            always.update(**change)
