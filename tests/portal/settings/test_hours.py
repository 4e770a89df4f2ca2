"""Working time as people type it: weeks, holidays, files; and clocks that hear of it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.desk.models import Calendar, Holiday
from core.sla.models import Clock
from tenants.kernel import clock
from tests.core.desk.test_holidays import FILE
from tests.core.sla.conftest import clocks, desk, on

pytestmark = pytest.mark.django_db
__all__ = ["desk"]


@pytest.fixture
def adam(browser, acme, people):
    return browser(acme, people.adam)


@pytest.fixture
def office(acme):
    return Calendar.objects.get(is_default=True)


def typed(**more):
    days = {f"week-{number}": "09:00–12:00, 13:00-17:00" if number < 5 else "" for number in range(7)}
    return (
        {"name": "Two shifts", "time_zone": "Europe/Berlin", "reply_hours": "4", "action": "save"}
        | days
        | more
    )


def test_a_week_is_kept_as_it_was_typed(adam):
    answer = adam.post("/settings/hours/new/", typed(**{"week-5": "10:00-24:00"}))
    row = Calendar.objects.get(name="Two shifts")
    assert (answer.status_code, answer.url) == (302, f"/settings/hours/{row.pk}/")
    assert row.week == [[[540, 720], [780, 1020]]] * 5 + [[[600, 1440]], []]
    html = adam.get(answer.url).content.decode()
    assert 'value="09:00–12:00, 13:00–17:00"' in html
    listed = adam.get("/settings/hours/").content.decode()
    assert "Mon–Fri 09:00–12:00, 13:00–17:00, Sat 10:00–24:00" in listed


@pytest.mark.parametrize("day", ["9 to 5", "17:00–09:00", "09:00", "09:00–12:00, 11:00–13:00", "25:00–26:00"])
def test_a_day_that_is_none_is_said_at_its_field(adam, day):
    answer = adam.post("/settings/hours/new/", typed(**{"week-2": day}))
    assert answer.status_code == 422
    assert 'id="week-2-err"' in answer.content.decode()
    assert not Calendar.objects.filter(name="Two shifts").exists()


def test_holidays_are_added_brought_and_taken_away(adam, office):
    path = f"/settings/hours/{office.pk}/"
    adam.post(path, {"action": "holiday", "date": "2027-05-01", "holiday": "First of May", "is_yearly": "1"})
    assert str(Holiday.objects.get()) == "2027-05-01 First of May"
    again = adam.post(path, {"action": "holiday", "date": "2027-05-01", "holiday": "Twice"})
    assert again.status_code == 422
    assert "This day is on the list already." in again.content.decode()
    assert adam.post(path, {"action": "holiday", "date": "soon", "holiday": "x"}).status_code == 422

    with clock.at(on(0, 9)):
        file = SimpleUploadedFile("holidays.ics", FILE, "text/calendar")
        adam.post(path, {"action": "import", "file": file})
    assert Holiday.objects.filter(name="New Year", is_yearly=True).exists()
    bad = adam.post(
        path, {"action": "import", "file": SimpleUploadedFile("x.ics", b"hello", "text/calendar")}
    )
    assert "This is no iCalendar file" in bad.content.decode()

    adam.post(path, {"action": "holiday_remove", "holiday": Holiday.objects.get(name="First of May").pk})
    assert not Holiday.objects.filter(name="First of May").exists()


def test_the_default_calendar_stays_and_another_takes_its_place(adam, office):
    always = Calendar.objects.get(seed_key="always")
    assert adam.post(f"/settings/hours/{office.pk}/", {"action": "remove"}).status_code == 409
    adam.post(f"/settings/hours/{always.pk}/", {"action": "default"})
    adam.post(f"/settings/hours/{office.pk}/", {"action": "remove"})
    assert [row.name for row in Calendar.objects.all()] == ["Around the clock"]


def test_only_who_arranges_the_desk_comes_in(browser, acme, people, office):
    ana = browser(acme, people.ana)
    for path in ("/settings/hours/", "/settings/hours/new/", f"/settings/hours/{office.pk}/"):
        assert ana.get(path).status_code == 403


def test_clocks_that_run_hear_of_a_holiday_and_what_has_ended_does_not(desk, browser, acme, office):
    ended, running = desk.ask(on(0, 16)).ticket, desk.ask(on(0, 16)).ticket
    desk.answer(ended, on(0, 16, 10), then="resolved")
    before = clocks(ended)["resolution"].due_at
    assert clocks(running)["resolution"].due_at == on(3, 16)
    with clock.at(on(0, 16, 20)):
        adam = browser(acme, desk.people.adam)
        adam.post(
            f"/settings/hours/{office.pk}/", {"action": "holiday", "date": "2026-11-23", "holiday": "Closed"}
        )
    desk.drain(on(0, 16, 21))
    desk.drain(on(0, 16, 22))
    assert clocks(running)["resolution"].due_at == on(4, 16)
    assert clocks(ended)["resolution"].due_at == before
    assert Clock.objects.filter(breached_at__isnull=False).count() == 0
