"""The desk's socket over a real server and a real Redis: who hears what, and who hears nothing."""

from __future__ import annotations

import json

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus

from core.accounts import sessions
from core.accounts.models import Role, SignInPolicy
from core.contacts.middleware import SESSION_KEY
from core.mail import delivery, outbox
from core.mail.letters import reply as letters
from core.mail.models import Letter
from core.mail.sending.answers import Receipt
from core.notifications.events import NotificationsMade, NotificationsRead
from core.realtime import consumers
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


def test_what_one_agent_does_another_hears(world, ana, ticket, listen):
    line = listen(ACME, cookie_of(ana))
    ben = world.people.ben
    reply = services.reply(ticket, "Refunded.", author=ben, by=ben.actor)
    services.change(ticket, by=ben.actor, priority=4)
    services.assign(ticket, world.people.lena, by=ben.actor)

    heard = [json.loads(line.recv(10)) for _ in range(3)]
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


def test_what_becomes_of_a_letter_is_heard_at_its_message(world, ana, ticket, listen):
    ben = world.people.ben
    reply = services.reply(ticket, "Refunded.", author=ben, by=ben.actor)
    row = letters.write(reply)
    Letter.objects.filter(pk=row.pk).update(send_after=timezone.now())
    claimed = outbox.claim(row.pk)
    line = listen(ACME, cookie_of(ana))

    outbox.sent(claimed, Receipt(by="mx.example"))
    report = delivery.Report("delivered", timezone.now(), row.recipient, key="1")
    assert [delivery.hear(row.pk, report), delivery.hear(row.pk, report)] == [True, False]
    services.note(ticket, "Done", author=ben, by=ben.actor)

    heard = [json.loads(line.recv(10)) for _ in range(3)]
    news = {"event": "letter:changed", "ticket": ticket.pk, "message": reply.pk}
    assert heard[:2] == [news, news]
    assert heard[2]["event"] == "comment:added"


def test_a_change_that_was_rolled_back_is_not_told(world, ana, ticket, listen):
    line = listen(ACME, cookie_of(ana))
    with pytest.raises(services.StaleTicket):
        services.change(ticket, by=world.people.ben.actor, seen=99, priority=4)
    services.note(ticket, "Now", author=world.people.ben, by=world.people.ben.actor)
    assert json.loads(line.recv(10))["event"] == "comment:added"


def test_a_ping_is_answered_and_nonsense_is_not(world, ana, listen):
    line = listen(ACME, cookie_of(ana))
    line.send(json.dumps(["nonsense"]))
    line.send(json.dumps({"event": "subscribe", "group": "desk.globex"}))
    line.send(json.dumps({"event": "ping"}))
    assert json.loads(line.recv(10)) == {"event": "pong"}


def test_a_message_of_globex_never_reaches_acme(world, ana, listen):
    here = listen(ACME, cookie_of(ana))
    with context.tenant(world.globex):
        people = invite_all("globex")
        there = listen("globex.localhost", cookie_of(SiteClient(world.globex).sign_in(people.ana)))
        theirs, _ = services.open_ticket(
            people.carla, "GLOBEX", Words("x"), channel="mail", by=people.carla.actor
        )
    services.open_ticket(world.people.carla, "ACME", Words("x"), channel="mail", by=world.people.carla.actor)

    assert json.loads(there.recv(10))["ticket"] == theirs.pk
    assert json.loads(here.recv(10))["by"] == f"contact:{world.people.carla.pk}"
    for line in (here, there):
        with pytest.raises(TimeoutError):
            line.recv(0.5)


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
        assert code_of(ACME, cookie, origin) == consumers.FORBIDDEN_ORIGIN, origin
    for host in ("globex.localhost", "localhost", "nobody.localhost"):
        assert code_of(host, cookie) == consumers.UNAUTHORIZED, host
    for wrong in ("", "deskhand=", f"{settings.SESSION_COOKIE_NAME}=forged", f"sessionid={cookie[-32:]}"):
        assert code_of(ACME, wrong) == consumers.UNAUTHORIZED, wrong


def test_a_customers_session_is_not_an_agents(world):
    client = SiteClient(world.acme)
    session = client.session
    session[SESSION_KEY] = world.people.carla.pk
    session.save()
    assert code_of(ACME, f"{settings.SESSION_COOKIE_NAME}={session.session_key}") == consumers.UNAUTHORIZED


def test_a_password_without_its_code_is_not_enough(world, ana):
    ana_row = world.people.ana
    enrol(ana_row)
    assert code_of(ACME, cookie_of(ana)) == consumers.UNAUTHORIZED


def test_who_owes_a_second_factor_hears_nothing(world, ana):
    session = ana.session
    session[sessions.ENROL] = True
    session.save()
    assert SignInPolicy.objects.count() <= 1
    assert code_of(ACME, cookie_of(ana)) == consumers.UNAUTHORIZED


def test_a_role_without_tickets_hears_nothing(world, ana):
    world.people.ana.role = Role.objects.create(key="bare", name="Bare", permissions=["people.view"])
    world.people.ana.save()
    assert code_of(ACME, cookie_of(ana)) == consumers.UNAUTHORIZED


def test_a_suspended_organization_is_silent(world, ana):
    try:
        type(world.acme).objects.filter(pk=world.acme.pk).update(state="suspended")
        hosts.forget()
        assert code_of(ACME, cookie_of(ana)) == consumers.UNAUTHORIZED
    finally:
        type(world.acme).objects.filter(pk=world.acme.pk).update(state="active")


@pytest.mark.parametrize("end", ["sign out", "deactivate"])
def test_an_open_socket_falls_silent_when_its_session_ends(world, ana, ticket, listen, monkeypatch, end):
    monkeypatch.setattr(consumers, "TRUSTED_FOR", 0.0)  # as if a minute had passed
    line = listen(ACME, cookie_of(ana))
    services.note(ticket, "One", author=world.people.ben, by=world.people.ben.actor)
    assert json.loads(line.recv(10))["event"] == "comment:added"

    if end == "sign out":
        ana.logout()
    else:
        type(world.people.ana).objects.filter(pk=world.people.ana.pk).update(is_active=False)
    services.note(ticket, "Two", author=world.people.ben, by=world.people.ben.actor)
    with pytest.raises(ConnectionClosed) as closed:
        line.recv(10)
    assert closed.value.rcvd.code == consumers.UNAUTHORIZED


def test_redis_away_stops_no_reply(world, ticket, settings):
    from core.realtime import shout

    shout._redis.cache_clear()
    try:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        message = services.reply(ticket, "Refunded.", author=world.people.ben, by=world.people.ben.actor)
        assert message.created_at <= timezone.now()
    finally:
        shout._redis.cache_clear()


def test_a_notification_reaches_the_person_and_nobody_else(world, ana, ticket, listen):
    ben = SiteClient(world.acme).sign_in(world.people.ben)
    hers, his = listen(ACME, cookie_of(ana)), listen(ACME, cookie_of(ben))
    with transaction.atomic():
        publish(NotificationsMade({world.people.ana.pk: 7}))
        publish(NotificationsRead([world.people.ana.pk, world.people.ben.pk]))

    assert [json.loads(hers.recv(10)) for _ in range(2)] == [
        {"event": "notification:new", "topic": "bell", "id": 7},
        {"event": "notification:read", "topic": "bell"},
    ]
    assert json.loads(his.recv(10)) == {"event": "notification:read", "topic": "bell"}
