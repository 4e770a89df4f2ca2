"""Who is told what of tasks: whoever is given one, does one whose day has come, or is named in a comment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.accounts.models import User
from core.desk.models import Queue
from core.notifications import selectors, services
from core.notifications.models import Notification, Preference
from core.tickets import services as tickets
from core.tickets.services.words import Words
from core.work import services as work
from core.work.selectors import today
from core.work.services.due import ALARM
from tenants import remembered
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.core.notifications.conftest import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(people):
    return lambda title="Call the bank", **said: work.open_task(title, by=people.ana.actor, **said)


def test_whoever_is_given_a_task_is_told_and_who_gave_it_is_not(people, task, drain):
    one = task(assignee=people.ben)
    task("My own", assignee=people.ana)
    drain()
    assert told(people.ben) == [("task", "Ana Agent gave you TASK-0001: Call the bank")]
    assert told(people.ana) == []
    work.assign(one, None, by=people.ana.actor)
    work.assign(one, people.ben, by=people.lena.actor)
    drain()
    assert told(people.ben) == [("task", "Lena Lead gave you TASK-0001: Call the bank")]


def test_it_leads_to_the_task_and_is_read_there(people, task, drain, browser, acme):
    one = task(assignee=people.ben)
    drain()
    ben = browser(acme, people.ben)
    row = Notification.objects.get()
    assert row.mail_at
    assert f"/desk/notifications/{row.pk}/" in ben.get("/desk/notifications/").content.decode()
    assert ben.get(f"/desk/notifications/{row.pk}/")["Location"] == f"/desk/tasks/{one.number}/"
    Notification.objects.update(read_at=None)
    services.clear_task(people.ben.actor, one.pk)
    assert Notification.objects.get().read_at
    Notification.objects.update(read_at=None)
    work.delete(one, by=people.lena.actor)
    drain()
    assert not Notification.objects.exists()


def test_who_is_named_in_a_comment_is_told_once(people, task, drain):
    one = task()
    said = work.comment(one, "@ben and @ana look", by=people.ana.actor)
    drain()
    assert told(people.ben) == [("task_mention", "Ana Agent mentioned you in TASK-0001: Call the bank")]
    work.edit_comment(said, "@ben and @lena look", by=people.ana.actor)
    drain()
    assert [len(told(one)) for one in (people.ben, people.lena, people.ana)] == [1, 1, 0]


def test_who_wants_to_hear_nothing_of_it_hears_nothing(people, task, drain):
    Preference.objects.create(user=people.ben, cells={"task:mine": []})
    remembered.forget()
    task(assignee=people.ben)
    drain()
    assert told(people.ben) == []


def test_nothing_of_a_task_whose_ticket_one_may_not_read(people, task, drain):
    vault = Queue.objects.create(name="Vault")
    secret, _ = tickets.open_ticket(people.carla, "Secret", Words("x"), channel="api", by=SYSTEM, queue=vault)
    task("Shred it", ticket=secret, assignee=people.ben)
    User.objects.filter(pk=people.ben.pk).update(reach={str(vault.pk): "none"})
    remembered.forget()
    drain()
    assert not Notification.objects.filter(user=people.ben, kind="task").exists()
    Notification.objects.create(user=people.ben, kind="task", task=secret.tasks.get(), who="Ana")
    assert selectors.unread(User.objects.get(pk=people.ben.pk).actor) == 0


class TestItsDay:
    def ring(self, task, at: datetime):
        with clock.at(at):
            for alarm in Alarm.objects.filter(kind=ALARM, ref=str(task.pk)):
                bell.ring(alarm.pk)

    def test_told_in_the_morning_and_once_more_when_it_is_over(self, people, task, drain):
        one = task(assignee=people.ben, due_on=today() + timedelta(days=2))
        drain()
        services.read_all(people.ben.actor)
        day = Alarm.objects.get(kind=ALARM).at
        self.ring(one, day - timedelta(minutes=1))
        self.ring(one, day)
        drain(day)
        assert told(people.ben) == [("task_due", "TASK-0001 is due today: Call the bank")]
        self.ring(one, day + timedelta(days=1))
        drain(day + timedelta(days=1))
        assert told(people.ben) == [("task_late", "TASK-0001 is overdue: Call the bank")]
        assert not Alarm.objects.filter(kind=ALARM).exists()

    def test_what_is_finished_or_has_no_day_is_no_news(self, people, task):
        one = task(assignee=people.ben, due_on=today() + timedelta(days=2))
        work.change(one, by=people.ana.actor, status="done")
        assert not Alarm.objects.filter(kind=ALARM).exists()
        work.change(one, by=people.ana.actor, status="todo")
        assert Alarm.objects.filter(kind=ALARM).exists()
        work.change(one, by=people.ana.actor, due_on=None)
        assert not Alarm.objects.filter(kind=ALARM).exists()
        work.change(one, by=people.ana.actor, due_on=today() - timedelta(days=9))
        assert not Alarm.objects.filter(kind=ALARM).exists()
