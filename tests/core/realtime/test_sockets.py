"""The desk's socket over a real server and a real Redis: who hears what, and who hears nothing."""

from __future__ import annotations

import json

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus

from core.accounts import services as accounts
from core.accounts import sessions
from core.accounts.models import Role, SignInPolicy
from core.contacts.middleware import SESSION_KEY
from core.mail import delivery, outbox
from core.mail.letters import reply as letters
from core.mail.models import Letter
from core.mail.sending.answers import Receipt
from core.notifications.events import NotificationsMade, NotificationsRead
from core.realtime import hub, shout
from core.realtime.consumers import FORBIDDEN_ORIGIN
from core.realtime.hub import UNAUTHORIZED
from core.tickets import services
from core.tickets.services.words import Words
from infra.asgi import application
from tenants import context
from tenants.events.bus import publish
from tenants.http import hosts
from tests.core.accounts.test_second_factor import enrol
from tests.core.realtime.conftest import cookie_of
from tests.support.clients import SiteClient
from tests.support.people import invite_all
from tests.support.reach import bound

ACME = "acme.localhost"


@pytest.fixture
def ana(world):
    return SiteClient(world.acme).sign_in(world.people.ana)


@pytest.fixture
def ticket(world):
    for subject in ("First", "Second"):
        ticket, _ = services.open_ticket(
            world.people.carla, subject, Words("Hello"), channel="mail", by=world.people.carla.actor
        )
    return ticket


def without_seq(event):
    """Everything that is kept for those who come back has its place."""
    assert event.pop("seq").replace("-", "").isdecimal()
    return event


def test_what_one_agent_does_another_hears(world, ana, ticket, listen):
    line = listen(ACME, cookie_of(ana))
    ben = world.people.ben
    reply = services.reply(ticket, "Refunded.", author=ben, by=ben.actor)
    services.change(ticket, by=ben.actor, priority=4)
    services.assign(ticket, world.people.lena, by=ben.actor)

    heard = [without_seq(line.hear()) for _ in range(3)]
    assert heard == [
        {"event": "comment:added", "ticket": ticket.pk, "by": f"user:{ben.pk}", "message": reply.pk},
        {
            "event": "ticket:updated",
            "ticket": ticket.pk,
            "by": f"user:{ben.pk}",
            "fields": ["priority"],
            "version": 3,
        },
        {"event": "ticket:updated", "ticket": ticket.pk, "by": f"user:{ben.pk}", "fields": ["assignee"]},
    ]


def test_who_may_not_see_the_queue_hears_nothing_of_its_tickets(world, ticket, listen):
    bound(world.people.ana, **{f"q{ticket.queue_id}": "none"})
    bound(world.people.ben, **{f"q{ticket.queue_id}": "overview"})
    ana, ben = (
        listen(ACME, cookie_of(SiteClient(world.acme).sign_in(one)))
        for one in (world.people.ana, world.people.ben)
    )
    services.change(ticket, by=world.people.lena.actor, priority=4)
    assert ben.hear()["ticket"] == ticket.pk
    with pytest.raises(TimeoutError):
        ana.hear(0.5)


def test_what_becomes_of_a_letter_is_heard_at_its_message(world, ana, ticket, listen):
    ben = world.people.ben
    reply = services.reply(ticket, "Refunded.", author=ben, by=ben.actor)
    row = letters.write(reply)
    Letter.objects.filter(pk=row.pk).update(send_after=timezone.now())
    claimed = outbox.claim(row.pk)
    line = listen(ACME, cookie_of(ana))
    line.say("join:ticket", ticket=ticket.pk)
    line.until("presence:changed")

    outbox.sent(claimed, Receipt(by="mx.example"))
    report = delivery.Report("delivered", timezone.now(), row.recipient, key="1")
    assert [delivery.hear(row.pk, report), delivery.hear(row.pk, report)] == [True, False]
    services.note(ticket, "Done", author=ben, by=ben.actor)

    heard = [without_seq(line.hear()) for _ in range(3)]
    news = {"event": "letter:changed", "ticket": ticket.pk, "message": reply.pk}
    assert heard[:2] == [news, news]
    assert heard[2]["event"] == "comment:added"


def test_a_change_that_was_rolled_back_is_not_told(world, ana, ticket, listen):
    line = listen(ACME, cookie_of(ana))
    with pytest.raises(services.StaleTicket):
        services.change(ticket, by=world.people.ben.actor, seen=99, priority=4)
    services.note(ticket, "Now", author=world.people.ben, by=world.people.ben.actor)
    assert line.hear()["event"] == "comment:added"


def test_a_ping_is_answered_and_nonsense_is_refused(world, ana, listen):
    line = listen(ACME, cookie_of(ana))
    assert line.hello["me"] == f"user:{world.people.ana.pk}"
    line.socket.send(json.dumps(["nonsense"]))
    line.say("subscribe", group="desk.globex")
    line.say("ping")
    assert [line.hear() for _ in range(3)] == [
        {"event": "error", "code": "malformed"},
        {"event": "error", "code": "unknown_event"},
        {"event": "pong"},
    ]


def test_a_message_of_globex_never_reaches_acme(world, ana, listen):
    here = listen(ACME, cookie_of(ana))
    with context.tenant(world.globex):
        people = invite_all("globex")
        there = listen("globex.localhost", cookie_of(SiteClient(world.globex).sign_in(people.ana)))
        theirs, _ = services.open_ticket(
            people.carla, "GLOBEX", Words("x"), channel="mail", by=people.carla.actor
        )
    services.open_ticket(world.people.carla, "ACME", Words("x"), channel="mail", by=world.people.carla.actor)

    assert there.hear()["ticket"] == theirs.pk
    assert here.hear()["by"] == f"contact:{world.people.carla.pk}"
    for line in (here, there):
        with pytest.raises(TimeoutError):
            line.hear(0.5)


def test_a_foreign_page_and_a_foreign_cookie_open_nothing(world, ana, listen):
    for host, cookie, origin in (
        (ACME, cookie_of(ana), "http://evil.example"),
        (ACME, cookie_of(ana), "http://globex.localhost"),
        ("globex.localhost", cookie_of(ana), ""),
        (ACME, "", ""),
    ):
        with pytest.raises(InvalidStatus) as no:
            listen(host, cookie, origin)
        assert no.value.response.status_code == 403


def code_of(host, cookie, origin=None):
    """The close code of a refused socket; 0 when it was let in."""
    headers = [("host", host), ("origin", f"http://{host}" if origin is None else origin), ("cookie", cookie)]

    async def knock():
        sent = [(name.encode(), value.encode()) for name, value in headers if value]
        line = ApplicationCommunicator(application, {"type": "websocket", "path": "/ws/", "headers": sent})
        await line.send_input({"type": "websocket.connect"})
        answer = await line.receive_output(10)
        await line.send_input({"type": "websocket.disconnect", "code": 1000})
        await line.wait(10)
        return answer.get("code", 0)

    return async_to_sync(knock)()


def test_each_no_has_its_code(world, ana):
    cookie = cookie_of(ana)
    assert code_of(ACME, cookie) == 0
    for origin in ("", "null", "http://evil.example", "http://acme.localhost.evil.example", "http://[broken"):
        assert code_of(ACME, cookie, origin) == FORBIDDEN_ORIGIN, origin
    for host in ("globex.localhost", "localhost", "nobody.localhost"):
        assert code_of(host, cookie) == UNAUTHORIZED, host
    for wrong in ("", "deskhand=", f"{settings.SESSION_COOKIE_NAME}=forged", f"sessionid={cookie[-32:]}"):
        assert code_of(ACME, wrong) == UNAUTHORIZED, wrong


def test_a_customers_session_is_not_an_agents(world):
    client = SiteClient(world.acme)
    session = client.session
    session[SESSION_KEY] = world.people.carla.pk
    session.save()
    assert code_of(ACME, f"{settings.SESSION_COOKIE_NAME}={session.session_key}") == UNAUTHORIZED


def test_a_password_without_its_code_is_not_enough(world, ana):
    ana_row = world.people.ana
    enrol(ana_row)
    assert code_of(ACME, cookie_of(ana)) == UNAUTHORIZED


def test_who_owes_a_second_factor_hears_nothing(world, ana):
    session = ana.session
    session[sessions.ENROL] = True
    session.save()
    assert SignInPolicy.objects.count() <= 1
    assert code_of(ACME, cookie_of(ana)) == UNAUTHORIZED


def test_a_role_without_tickets_hears_nothing(world, ana):
    world.people.ana.role = Role.objects.create(key="bare", name="Bare", permissions=["people.view"])
    world.people.ana.save()
    assert code_of(ACME, cookie_of(ana)) == UNAUTHORIZED


def test_a_suspended_organization_is_silent(world, ana):
    try:
        type(world.acme).objects.filter(pk=world.acme.pk).update(state="suspended")
        hosts.forget()
        assert code_of(ACME, cookie_of(ana)) == UNAUTHORIZED
    finally:
        type(world.acme).objects.filter(pk=world.acme.pk).update(state="active")


@pytest.mark.parametrize("end", ["sign out", "deactivate", "role", "everywhere"])
def test_an_open_socket_is_closed_when_its_session_ends(world, ana, listen, end):
    """At once, and not only when there is something to hear."""
    line = listen(ACME, cookie_of(ana))
    if end == "sign out":
        assert ana.post("/logout/").status_code == 302
    elif end == "deactivate":
        accounts.deactivate(world.people.ana, by=world.people.olivia.actor)
    elif end == "role":
        bare = Role.objects.create(key="bare", name="Bare", permissions=["people.view"])
        accounts.change_role(world.people.ana, bare, by=world.people.olivia.actor)
    else:
        accounts.end_everywhere(world.people.ana, by=world.people.ana.actor)
    with pytest.raises(ConnectionClosed) as closed:
        line.until("never", within=10)
    assert closed.value.rcvd.code == UNAUTHORIZED


def test_a_session_that_ends_without_a_word_is_found_out(world, ana, ticket, listen, monkeypatch):
    monkeypatch.setattr(hub, "TRUSTED_FOR", 0.0)  # as if a minute had passed
    line = listen(ACME, cookie_of(ana))
    Session.objects.all().delete()
    with pytest.raises(ConnectionClosed) as closed:
        line.until("never", within=10)
    assert closed.value.rcvd.code == UNAUTHORIZED


def forget_redis():
    shout.redis.cache_clear()
    shout._script.cache_clear()


def test_redis_away_stops_no_reply(world, ticket, settings):
    forget_redis()
    try:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        message = services.reply(ticket, "Refunded.", author=world.people.ben, by=world.people.ben.actor)
        assert message.created_at <= timezone.now()
    finally:
        forget_redis()


def test_a_notification_reaches_the_person_and_nobody_else(world, ana, ticket, listen):
    ben = SiteClient(world.acme).sign_in(world.people.ben)
    hers, his = listen(ACME, cookie_of(ana)), listen(ACME, cookie_of(ben))
    with transaction.atomic():
        publish(NotificationsMade({world.people.ana.pk: 7}))
        publish(NotificationsRead([world.people.ana.pk, world.people.ben.pk]))

    assert [without_seq(hers.hear()) for _ in range(2)] == [
        {"event": "notification:new", "topic": "bell", "id": 7},
        {"event": "notification:read", "topic": "bell"},
    ]
    assert without_seq(his.hear()) == {"event": "notification:read", "topic": "bell"}
