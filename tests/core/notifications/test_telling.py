"""Who is told what: those it concerns, once, and never who did it, never of spam."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts import services as accounts
from core.accounts.models import Role
from core.desk import selectors as desk
from core.desk import services as arranging
from core.mail.events import MailCameBack, MailSourceFailing, OwnRelayFailing
from core.mail.models import Mailbox, MailSource
from core.notifications import selectors, services, words
from core.notifications.models import Notification
from core.sla.events import SlaBreached, SlaWarned
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants.alarms import bell
from tenants.alarms.models import Alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.actor import AI
from tests.core.notifications.conftest import told
from tests.support.counting import statements
from tests.support.reach import bound

pytestmark = pytest.mark.django_db
EVERYBODY = ("olivia", "adam", "lena", "ana", "ben", "lars")


def heard_of(people):
    return {name: told(getattr(people, name)) for name in EVERYBODY if told(getattr(people, name))}


def test_a_new_ticket_is_told_to_all_who_answer_once_triage_has_looked(people, wrote):
    wrote()
    line = [("new", "New request T-0001 of Carla Customer: It broke")]
    assert heard_of(people) == dict.fromkeys(("olivia", "adam", "lena", "ana", "ben"), line)
    assert not Alarm.objects.filter(kind="notify.new").exists()


def test_without_triage_it_is_told_after_a_while(people):
    ticket, _ = tickets.open_ticket(
        people.carla, "It broke", Words("Help"), channel="mail", by=people.carla.actor
    )
    services.expect(ticket.pk)
    alarm = Alarm.objects.get(kind="notify.new", ref=str(ticket.pk))
    for seconds, number in ((44, 0), (46, 5), (47, 5)):
        with clock.at(clock.now() + timedelta(seconds=seconds)):
            bell.ring(alarm.pk)
        assert len(heard_of(people)) == number


def test_nobody_is_called_to_a_queue_they_may_not_read(people, wrote):
    queue = desk.default_queue().pk
    bound(people.ana, **{f"q{queue}": "none"})
    bound(people.ben, **{f"q{queue}": "overview"})
    bound(people.lena, **{f"q{queue}": "read"})
    wrote()
    assert list(heard_of(people)) == ["olivia", "adam", "lena"]
    Notification.objects.filter(user=people.lena).update(user=people.ana)
    ana = type(people.ana).objects.get(pk=people.ana.pk).actor
    assert (list(selectors.mine(ana)), selectors.unread(ana)) == ([], 0)


def test_members_of_the_team_are_told_and_nobody_else(people, wrote):
    team = desk.default_queue().team
    arranging.save_team(team, by=people.olivia.actor, members=[people.ben])
    wrote()
    assert list(heard_of(people)) == ["ben"]


def test_a_reply_is_told_to_who_holds_the_ticket(people, held, wrote):
    wrote(ticket=held, text="Any news?")
    assert heard_of(people) == {"ana": [("reply", "Carla Customer wrote in T-0001: It broke")]}
    assert Notification.objects.get().text == "Any news?"


def test_what_is_unread_is_renewed_and_not_repeated(people, held, wrote):
    for text in ("One", "Two", "Three"):
        wrote(ticket=held, text=text)
    assert heard_of(people) == {"ana": [("reply", "Carla Customer wrote in T-0001: It broke (3 times)")]}
    assert Notification.objects.get().text == "Three"
    services.read_all(people.ana.actor)
    wrote(ticket=held, text="Four")
    assert told(people.ana) == [("reply", "Carla Customer wrote in T-0001: It broke")]
    assert Notification.objects.count() == 2


def test_who_gets_a_ticket_is_told_and_the_others_need_not_look(people, wrote, drain):
    ticket = wrote()
    tickets.assign(ticket, people.ben, by=people.lena.actor)
    drain()
    assert heard_of(people) == {"ben": [("assigned", "Lena Lead gave you T-0001: It broke")]}


def test_nobody_is_told_of_what_they_did_themselves(people, held, drain):
    tickets.note(held, "Hm.", author=people.ana, by=people.ana.actor)
    drain()
    tickets.assign(held, people.ben, by=people.ben.actor)
    drain()
    assert heard_of(people) == {}


def test_a_note_of_a_colleague_is_told_and_one_of_the_desk_is_not(people, held, drain):
    tickets.note(held, "The desk says", author=None, by=AI)
    tickets.note(held, "Look at this", author=people.ben, by=people.ben.actor)
    drain()
    assert heard_of(people) == {"ana": [("note", "Ben Agent left a note in T-0001: It broke")]}


def test_spam_is_never_told_and_what_was_told_before_is_taken_back(people, held, wrote, drain):
    wrote(ticket=held)
    assert len(told(people.ana)) == 1
    tickets.change(held, by=people.ben.actor, is_spam=True)
    drain()
    publish(SlaBreached(held.pk, 1, None, "first", clock.now().isoformat()))
    drain()
    assert heard_of(people) == {}


def test_a_suspect_is_told_of_when_a_colleague_says_that_it_is_none(people, wrote, drain):
    ticket = wrote()
    Notification.objects.all().delete()
    tickets.change(ticket, by=AI, is_suspect=True)
    drain()
    assert heard_of(people) == {}
    tickets.change(ticket, by=people.ben.actor, is_suspect=False)
    drain()
    assert set(heard_of(people)) == {"olivia", "adam", "lena", "ana"}


def test_a_merged_ticket_is_no_news(people, held, wrote, drain):
    other = wrote("It broke again")
    assert told(people.ben)
    tickets.merge(other, into=held, by=people.ben.actor)
    drain()
    assert told(people.ben) == []


def test_time_that_runs_short_is_told_to_the_assignee_then_the_lead_then_both(people, held, drain):
    team = desk.default_queue().team
    arranging.save_team(team, by=people.olivia.actor, manager=people.lena)
    drain()
    due = clock.now().isoformat()
    publish(SlaWarned(held.pk, 1, None, "first", due, 75, "assignee"))
    drain()
    assert heard_of(people) == {"ana": [("warning", "First reply is due soon in T-0001: It broke")]}
    publish(SlaWarned(held.pk, 1, None, "first", due, 90, "lead"))
    drain()
    assert told(people.lena) == [("warning", "First reply is due soon in T-0001: It broke")]
    publish(SlaBreached(held.pk, 1, None, "resolution", due))
    drain()
    breach = ("breach", "Resolution is overdue in T-0001: It broke")
    assert told(people.ana)[1:] == [breach] == told(people.lena)[1:]
    assert set(heard_of(people)) == {"ana", "lena"}


def test_whoever_answers_for_the_ticket_hears_of_its_time_and_why(people, held, drain):
    tickets.change(held, by=people.ben.actor, responsible=people.ben)
    drain()
    due = clock.now().isoformat()
    publish(SlaWarned(held.pk, 1, None, "first", due, 75, "assignee"))
    drain()
    said, why = "First reply is due soon in T-0001: It broke", "(you are responsible for it)"
    assert heard_of(people) == {"ana": [("warning", said)], "ben": [("warning", f"{said} {why}")]}
    publish(SlaWarned(held.pk, 1, None, "first", due, 90, "lead"))
    publish(SlaBreached(held.pk, 1, None, "first", due))
    drain()
    breach = ("breach", f"First reply is overdue in T-0001: It broke {why}")
    assert [told(people.ben)[1:], len(told(people.ana))] == [[breach], 2]
    with statements(1):  # the reason costs none
        list(map(words.title, selectors.mine(people.ben.actor)))

    services.save_preferences(people.ben, by=people.ben.actor, cells={"breach:responsible": []})
    Notification.objects.all().delete()
    publish(SlaBreached(held.pk, 1, None, "next", due))
    drain()
    assert set(heard_of(people)) == {"ana"}


def test_who_holds_it_and_answers_for_it_hears_once(people, held, drain):
    tickets.change(held, by=people.ana.actor, responsible=people.ana)
    publish(SlaBreached(held.pk, 1, None, "first", clock.now().isoformat()))
    drain()
    assert heard_of(people) == {"ana": [("breach", "First reply is overdue in T-0001: It broke")]}


def test_a_rule_calls_who_answers_for_it(people, held, drain):
    tickets.change(held, by=people.ben.actor, responsible=people.ben)
    assert services.call_people(
        held.pk, by="rule:1", who="Rule", words={"responsible"}, users=set(), teams=set()
    )
    assert [kind for kind, _said in told(people.ben)] == ["called"]


def test_undelivered_replies_are_told_to_who_holds_the_ticket(people, held, drain):
    publish(MailCameBack(held.pk, "carla@customer.example"))
    drain()
    line = ("bounced", "A reply in T-0001 could not be delivered: It broke")
    assert heard_of(people) == {"ana": [line]}


def test_trouble_with_mail_is_told_to_owners(people, drain):
    box = Mailbox.objects.first()
    source = MailSource.objects.create(mailbox=box, host="imap.example", username="x")
    publish(MailSourceFailing(source.pk))
    publish(OwnRelayFailing("smtp.example", "no"))
    drain()
    assert heard_of(people) == {
        "olivia": [
            ("source", f"Mail to {box.address} cannot be fetched"),
            ("relay", "smtp.example takes no mail of yours"),
        ]
    }


def test_who_has_left_or_may_not_look_any_more_is_told_nothing(people, held, wrote, drain):
    wrote(ticket=held)
    blind = Role.objects.create(key="blind", name="Blind", permissions=[])
    accounts.change_role(people.ana, blind, by=people.olivia.actor)
    drain()
    ana = type(people.ana).objects.select_related("role").get(pk=people.ana.pk)
    assert selectors.unread(ana.actor) == 0
    assert list(selectors.mine(ana.actor)) == []
    wrote(ticket=held)
    assert Notification.objects.count() == 1


def test_a_reply_costs_three_statements(people, held, drain):
    from core.notifications.about import about
    from core.notifications.book import people as known

    known()
    message = held.messages.first()
    with statements(3):  # what the ticket is, all rows, the alarm of the mail
        services.tell("reply", about(held.pk, message.pk), by="contact:1")


def test_who_is_named_is_told_that_and_who_follows_hears_of_replies(people, held, wrote, drain):
    tickets.note(held, "@ben, is it yours?", author=people.lena, by=people.lena.actor)
    drain()
    assert told(people.ben) == [("mention", "Lena Lead mentioned you in T-0001: It broke")]
    assert told(people.ana) == [("note", "Lena Lead left a note in T-0001: It broke")]
    wrote(ticket=held, text="Any news?")
    assert told(people.ben)[1:] == [("reply", "Carla Customer wrote in T-0001: It broke")]
    tickets.unwatch(held, people.ben, by=people.ben.actor)
    services.read_all(people.ben.actor)
    wrote(ticket=held, text="And?")
    assert told(people.ben) == []
