"""What somebody says of a day: begun from its work, one per day, mailed to who leads the team, asked for in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.desk import selectors as desk
from core.desk.models import Team
from core.mail.models import Letter
from core.notifications.models import Notification
from core.tickets import services as tickets
from core.work import services as work
from core.work.models import DailySummary
from core.work.selectors import days as reading
from core.work.services import days, entries
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def team(people):
    row = Team.objects.create(name="North", manager=people.lena)
    row.members.add(people.ana, people.lena)
    return row


def say(people, **more):
    return days.save_summary(people.ana, reading.today_of(people.ana), by=people.ana.actor, **more)


def test_it_is_begun_from_what_was_done(people, ticket, task):
    open_one = task("Call the bank", assignee=people.ana)
    work.change(open_one, by=people.ana.actor, status="blocked")
    done = task("Send the letter", assignee=people.ana)
    work.change(done, by=people.ana.actor, status="done")
    tickets.change(ticket, by=people.ana.actor, status=desk.status("resolved"))
    entries.log(people.ana, 90, by=people.ana.actor, task=done)
    made = reading.made_of(people.ana, reading.today_of(people.ana))
    assert made.completed.splitlines() == [str(ticket), str(done)]
    assert (made.blockers, made.minutes) == (str(open_one), 90)
    assert reading.made_of(people.ben, reading.today_of(people.ben)).completed == ""


def test_there_is_one_a_day_and_it_is_mailed_once_to_who_leads(people, team, drain):
    row = say(people, completed="Much", minutes=450)
    drain()
    letter = Letter.objects.get(recipient=people.lena.email)
    assert (people.ana.name in letter.subject, "Much" in letter.text, "7h 30m" in letter.text) == (
        True,
        True,
        True,
    )
    assert Notification.objects.filter(user=people.lena, kind="summary").count() == 1
    again = say(people, notes="And more")
    drain()
    assert (again.pk, again.completed, again.version) == (row.pk, "Much", 2)
    assert Letter.objects.filter(recipient=people.lena.email).count() == 1
    assert say(people, notes="And more").version == 2


def test_what_is_only_saved_nobody_else_reads(people, team, drain):
    say(people, completed="Much", is_sent=False)
    drain()
    assert not Letter.objects.exists()
    assert not reading.summaries(people.lena.actor).exists()
    assert reading.summaries(people.ana.actor).count() == 1
    say(people)
    assert reading.summaries(people.lena.actor).count() == 1
    assert not reading.summaries(people.ben.actor).exists()


def test_what_is_refused(people, monkeypatch):
    with pytest.raises(days.NothingSaid):
        say(people, completed="  ")
    with pytest.raises(days.BadHours):
        say(people, completed="x", minutes=1441)
    tomorrow = reading.today_of(people.ana) + timedelta(days=1)
    with pytest.raises(days.BadDay):
        days.save_summary(people.ana, tomorrow, by=people.ana.actor, completed="x")
    say(people, completed="x")
    with pytest.raises(days.StaleSummary):
        say(people, completed="y", seen=7)
    monkeypatch.setattr(days, "is_asked", lambda: False)
    with pytest.raises(days.SummariesAreOff):
        say(people, completed="y")
    assert DailySummary.objects.get().completed == "x"


def test_who_counted_time_is_asked_in_the_evening_unless_they_told(people, ticket, drain):
    days.ask_for_summary(people.ana.pk)
    drain()
    assert Notification.objects.filter(user=people.ana, kind="evening").count() == 1
    say(people, completed="x")
    Notification.objects.all().delete()
    days.ask_for_summary(people.ana.pk)
    drain()
    assert not Notification.objects.filter(kind="evening").exists()


def test_the_rules_of_time_are_arranged(people):
    row = days.save_rules(by=people.olivia.actor, activities=["Support", "Walks", " "], idle_hours=2)
    assert [one["key"] for one in row.activities] == ["support", "walks"]
    version = row.version
    assert days.save_rules(by=people.olivia.actor, idle_hours=2).version == version
    for bad in ({"idle_hours": 0}, {"activities": []}, {"summary_hour": 24}):
        with pytest.raises(days.Invalid):
            days.save_rules(by=people.olivia.actor, **bad)


def test_the_api_of_days(callers, people, team):
    began = callers.ana.read("/summaries/today/").json()
    assert (began["id"], began["minutes"]) == (None, 0)
    made = callers.ana.call("POST", "/summaries/", {"completed": "Much", "minutes": 60}).json()
    there = f"/summaries/{made['id']}/"
    assert callers.ana.call("PATCH", there, {"notes": "More"}).json()["notes"] == "More"
    assert callers.olivia.read(there).json()["completed"] == "Much"
    assert callers.olivia.call("PATCH", there, {"notes": "x"}).status_code == 403
    assert callers.ben.read(there).status_code == 404
    assert len(callers.ana.read("/summaries/", person="me", day=made["day"]).json()["results"]) == 1
    assert callers.ana.read("/summaries/today/").json()["id"] == made["id"]
    with clock.at(EVENING):
        assert callers.ana.call("POST", "/summaries/", {"completed": ""}).status_code == 400
