"""Reading notes is a permission of its own: without it no door tells a word of them."""

from __future__ import annotations

import pytest

from core.accounts.models import Role, User
from core.notifications import selectors as notifications
from core.notifications.models import Notification
from core.tickets import selectors, services
from core.tickets.models import Draft
from tests.support.callers import Caller, said
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
SECRET = "Quokkas"


@pytest.fixture
def reader(people):
    """Ruth answers customers and reads no notes."""
    agent = set(Role.objects.get(key="agent").permissions)
    role = Role.objects.create(
        key="outside", name="Outside", permissions=sorted(agent - {"tickets.note", "tickets.read_notes"})
    )
    return User.objects.create(email="ruth@acme.example", name="Ruth Reader", role=role)


@pytest.fixture
def noted(people, ticket):
    services.note(ticket, f"{SECRET} are her favourite. @ruth", author=people.ana, by=people.ana.actor)
    Draft.objects.create(ticket=ticket, user=people.ben, kind="note", body=f"{SECRET} again")
    Draft.objects.create(ticket=ticket, user=people.lena, kind="reply", body="An answer")
    return ticket


def test_who_reads_notes_hears_them(acme, people, noted):
    lars = Caller(acme, people.lars)
    assert SECRET in lars.read(f"/tickets/{noted.number}/messages/").content.decode()
    assert selectors.matching(people.lars.actor, SECRET, 5) == [noted.pk]
    assert len(selectors.begun(people.lars.actor, noted.number)) == 2


def test_the_record_tells_who_reads_no_notes_nothing_of_them_nor_of_reasons(acme, people, reader, noted):
    services.forward(
        noted.messages.first(), "Look", to=["x@outside.example"], bcc=["quiet@outside.example"],
        author=people.ana, by=people.ana.actor,
    )  # fmt: skip
    services.change(noted, by=people.ana.actor, is_escalated=True, escalation_reason="Legal threat")

    def told(person):
        lines = Caller(acme, person).read(f"/tickets/{noted.number}/activity/").json()["results"]
        return [line["action"] for line in lines], str(lines)

    actions, words = told(reader)
    assert actions == ["ticket.opened", "ticket.changed"]
    assert "quiet@" not in words
    assert "Legal threat" in told(people.ana)[1]
    assert "ticket.noted" in told(people.ana)[0]
    bare = Role.objects.get(key="outside")
    bare.permissions = [one for one in bare.permissions if not one.startswith("ai.")]
    bare.save()
    assert "Legal threat" not in told(reader)[1]


def test_no_door_tells_a_note_to_who_may_not_read_it(acme, reader, noted):
    caller, page = Caller(acme, reader), SiteClient(acme).sign_in(reader)
    note = noted.messages.get(kind="note")
    told = [
        caller.read(f"/tickets/{noted.number}/"),
        caller.read(f"/tickets/{noted.number}/messages/"),
        caller.read(f"/tickets/{noted.number}/activity/"),
        caller.read("/tickets/", q=SECRET),
        caller.read("/notifications/"),
        page.get(f"/desk/tickets/{noted.number}/"),
        page.get(f"/desk/tickets/{noted.number}/part/begun/"),
        page.get(f"/desk/messages/{note.public_id}/"),
        page.get("/desk/"),
    ]
    assert [SECRET in answer.content.decode() for answer in told] == [False] * len(told)
    assert selectors.matching(reader.actor, SECRET, 5) == []
    assert selectors.matching_texts(reader.actor, [noted.pk], SECRET) == {}
    assert [one.body for one in selectors.begun(reader.actor, noted.number)] == ["An answer"]
    assert said(caller.call("POST", f"/tickets/{noted.number}/note/", {"body": "x"}))[0] == 403


def test_nobody_is_told_of_a_note_they_may_not_read(people, reader, noted, drain):
    services.watch(noted, reader, by=reader.actor)
    services.note(noted, f"{SECRET}!", author=people.ana, by=people.ana.actor)
    drain()
    assert not Notification.objects.filter(user=reader, kind__in=("note", "mention")).exists()
    Notification.objects.all().delete()
    kept = Notification.objects.create(
        user=people.lars, kind="note", ticket=noted, text=SECRET, message_id=noted.messages.last().pk
    )
    assert list(notifications.mine(people.lars.actor)) == [kept]
    Notification.objects.filter(pk=kept.pk).update(user=reader)
    assert (list(notifications.mine(reader.actor)), notifications.unread(reader.actor)) == ([], 0)


def test_why_advice_says_so_is_not_for_everybody(acme, people, ticket):
    type(ticket).objects.filter(pk=ticket.pk).update(is_escalated=True, escalation_reason="Threatens")
    for who, told in ((people.ana, "Threatens"), (people.lars, "")):
        caller = Caller(acme, who)
        assert caller.read(f"/tickets/{ticket.number}/").json()["escalation_reason"] == told
        assert caller.read("/tickets/").json()["results"][0]["escalation_reason"] == told
