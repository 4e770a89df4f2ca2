"""Holidays out of files: what public offices write, and what nobody should be made to read."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime

import pytest

from core.audit.models import Record
from core.desk import holidays, selectors, services
from core.desk.models import Calendar, Holiday
from tenants.kernel import clock
from tenants.kernel.errors import Invalid

FILE = "\r\n".join(
    [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//office//EN",
        "BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227", "SUMMARY:Christmas", "END:VEVENT",
        "BEGIN:VEVENT", "UID:2", "DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=YEARLY", "SUMMARY:New Year", "END:VEVENT",
        "BEGIN:VEVENT", "UID:3", "DTSTART;VALUE=DATE:20270329", "RRULE:FREQ=YEARLY;BYDAY=1MO", "SUMMARY:Easter Monday", "END:VEVENT",
        "BEGIN:VEVENT", "UID:4", "DTSTART:20261224T120000Z", "SUMMARY:Half a day", "END:VEVENT",
        "BEGIN:VEVENT", "UID:5", "DTSTART;VALUE=DATE:20200501", "SUMMARY:Long ago", "END:VEVENT",
        "BEGIN:VEVENT", "UID:6", "SUMMARY:Never", "END:VEVENT",
        "END:VCALENDAR", "",
    ]
).encode()  # fmt: skip
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_whole_days_are_read_in_order():
    assert [(one.date.isoformat(), one.name, one.is_yearly) for one in holidays.read(FILE)] == [
        ("2020-05-01", "Long ago", False),
        ("2026-12-25", "Christmas", False),
        ("2026-12-26", "Christmas", False),
        ("2027-01-01", "New Year", True),
        ("2027-03-29", "Easter Monday", False),
    ]


def test_what_goes_on_for_ever_is_a_month_at_most():
    endless = FILE.replace(b"DTEND;VALUE=DATE:20261227", b"DTEND;VALUE=DATE:29991227")
    assert sum(one.name == "Christmas" for one in holidays.read(endless)) <= holidays.MOST_DAYS


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"%PDF-1.7",
        b"BEGIN:VCALENDAR\r\n" + b"x" * holidays.MOST_BYTES,
        b"\xff\xfe\x00BEGIN",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
    ],
    ids=["empty", "words", "pdf", "large", "bytes", "cut"],
)
def test_other_files_are_refused_or_hold_nothing(raw):
    with contextlib.suppress(holidays.NotACalendar):
        assert holidays.read(raw) == []


@pytest.fixture
def office(acme):
    return Calendar.objects.get(is_default=True)


@pytest.mark.django_db
def test_days_from_today_on_are_added_once(office, people):
    services.add_holiday(office, by=people.adam.actor, date=date(2026, 12, 25), name="Ours", is_yearly=True)
    with clock.at(NOW):
        first = services.import_holidays(office, FILE, by=people.adam.actor)
        again = services.import_holidays(office, FILE, by=people.adam.actor)
    assert (first.added, first.left_out) == (3, 2)
    assert (again.added, again.left_out) == (0, 5)
    assert [(str(row), row.is_yearly) for row in Holiday.objects.all()] == [
        ("2026-12-25 Ours", True),
        ("2026-12-26 Christmas", False),
        ("2027-01-01 New Year", True),
        ("2027-03-29 Easter Monday", False),
    ]
    assert Record.objects.get(action="holiday.imported").after["added"] == [
        "2026-12-26",
        "2027-01-01",
        "2027-03-29",
    ]
    assert selectors.hours_of(selectors.calendar(office.pk)).closed_yearly == {(12, 25), (1, 1)}


@pytest.mark.django_db
def test_a_file_that_is_none_changes_nothing(office, people):
    with pytest.raises(Invalid) as refused:
        services.import_holidays(office, b"hello", by=people.adam.actor)
    assert "file" in refused.value.data["fields"]
    assert not Holiday.objects.exists()
