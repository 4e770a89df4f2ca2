"""The mail: two minutes later, only for what is not read, all of it in one, and once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.mail.models import Letter
from core.notifications import services
from core.notifications.about import about
from core.notifications.models import Notification
from core.tickets import services as tickets
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.kernel import clock, memory
from tenants.kernel.actor import SYSTEM
from tenants.services import change_profile
from tenants.switches import NOTICE_MAILS

pytestmark = pytest.mark.django_db
WAIT = timedelta(minutes=2, seconds=1)


def letters():
    return list(Letter.objects.filter(kind="notification").order_by("pk"))


def later(drain, span=WAIT):
    drain(clock.now() + span)


def test_what_is_read_within_two_minutes_is_not_mailed(people, held, wrote, drain):
    wrote(ticket=held)
    services.read_all(people.ana.actor)
    later(drain)
    assert letters() == []
    assert not Alarm.objects.filter(kind="notify.mail").exists()


def test_what_came_in_meanwhile_is_one_mail_with_all_that_a_mail_of_ours_has(people, held, wrote, drain):
    wrote(ticket=held, text="Any <b>news</b>?")
    wrote("Another one")  # in the app alone
    services.tell("breach", about(held.pk), detail="first")
    later(drain)
    (letter,) = letters()
    assert letter.recipient == "ana@acme.example"
    assert letter.subject == "Carla Customer wrote in T-0001: It broke, and 1 more"
    assert letter.headers["Auto-Submitted"] == "auto-generated"
    assert letter.headers["List-Unsubscribe"].endswith("/settings/notifications/>")
    assert "First reply is overdue in T-0001: It broke" in letter.text
    assert f"/desk/tickets/{held.number}/" in letter.text
    assert "Any &lt;b&gt;news&lt;/b&gt;?" in letter.html
    assert "Another one" not in letter.text
    later(drain, timedelta(minutes=10))
    assert len(letters()) == 1


def test_a_mailed_line_that_is_renewed_is_mailed_again(people, held, wrote, drain):
    wrote(ticket=held)
    later(drain)
    with clock.at(clock.now() + timedelta(minutes=30)):
        wrote(ticket=held, text="Still waiting")
        later(drain)
    assert [letter.subject for letter in letters()] == [
        "Carla Customer wrote in T-0001: It broke",
        "Carla Customer wrote in T-0001: It broke (2 times)",
    ]


def test_it_is_mailed_once_whoever_rings_and_however_often(people, held, wrote, drain):
    wrote(ticket=held)
    alarm = Alarm.objects.get(kind="notify.mail")
    with clock.at(clock.now() + WAIT):
        for _ in range(3):
            bell.ring(alarm.pk)
            services.mail_unread(people.ana.pk)
    assert len(letters()) == 1
    assert Notification.objects.get().mailed_at


def test_quiet_hours_hold_mails_back_where_they_are_asked_to(people, held, wrote, drain):
    zone = ZoneInfo("Asia/Tokyo")
    people.ana.time_zone = "Asia/Tokyo"
    people.ana.save()
    services.save_preferences(people.ana, by=people.ana.actor, quiet_mail=True)
    night = datetime.combine(clock.now().astimezone(zone).date() + timedelta(days=1), time(23), zone)
    with clock.at(night):
        wrote(ticket=held)
        later(drain)
        assert letters() == []
        assert Alarm.objects.get(kind="notify.mail").at == night + timedelta(hours=8)
    with clock.at(night + timedelta(hours=8)):
        later(drain, timedelta(seconds=1))
    assert len(letters()) == 1


def test_the_digest_has_what_is_unread_and_was_not_mailed(people, held, wrote, drain):
    services.save_preferences(people.ana, by=people.ana.actor, digest=True, cells={"reply:mine": ["app"]})
    wrote(ticket=held)
    alarm = Alarm.objects.get(kind="notify.digest")
    with clock.at(alarm.at):
        bell.ring(alarm.pk)
        (letter,) = letters()
        assert letter.subject == "1 unread notification"
        assert Alarm.objects.get(kind="notify.digest").at - alarm.at == timedelta(days=1)
    services.mail_digest(people.ana.pk)
    assert len(letters()) == 1


def test_nobody_who_has_left_is_mailed(people, held, wrote, drain):
    wrote(ticket=held)
    type(people.ana).objects.filter(pk=people.ana.pk).update(is_active=False)
    later(drain)
    assert letters() == []


def test_spam_takes_the_mail_back(people, held, wrote, drain):
    wrote(ticket=held)
    tickets.change(held, by=people.ben.actor, is_spam=True)
    drain()
    later(drain)
    assert letters() == []


def test_an_organization_may_do_without_these_mails(acme, people, held, wrote, drain):
    """The bell tells all the same, and what waited is not sent later on."""
    change_profile(acme, by=SYSTEM, on={NOTICE_MAILS: False})
    memory.forget()
    wrote(ticket=held)
    later(drain)
    assert letters() == []
    assert Notification.objects.filter(user=people.ana, read_at=None).count() == 1


def test_a_digest_that_comes_late_loses_nothing(people, held, wrote, drain):
    services.save_preferences(people.ana, by=people.ana.actor, digest=True, cells={"reply:mine": ["app"]})
    wrote(ticket=held)
    with clock.at(clock.now() + timedelta(hours=26)):
        services.mail_digest(people.ana.pk)
    assert len(letters()) == 1
