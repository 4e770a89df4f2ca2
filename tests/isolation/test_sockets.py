"""Sockets at globex, knocked at with everything acme's people hold; and globex overhears nothing of acme."""

from __future__ import annotations

import json

from channels.routing import URLRouter
from websockets.exceptions import ConnectionClosed, InvalidStatus

from core.contacts.middleware import SESSION_KEY
from core.tickets import services
from core.tickets.services.words import Words
from infra.asgi import application
from tenants import context
from tests.core.realtime.conftest import cookie_of, listen, server, world  # noqa: F401
from tests.support.clients import SiteClient
from tests.support.people import invite_all

ACME, GLOBEX = "acme.localhost", "globex.localhost"
SOCKETS = {"ws/"}  # a new one is not walked until it stands here and below
QUIET = 1.0  # seconds in which a message would have come


def test_every_socket_is_described():
    router = application.application_mapping["websocket"]
    assert isinstance(router, URLRouter)
    assert {str(route.pattern) for route in router.routes} == SOCKETS


def _opens(knock, host: str, cookie: str, origin: str = "") -> bool:
    try:
        line = knock(host, cookie, origin)
        line.recv(QUIET)
    except TimeoutError:
        return True  # open and silent
    except (InvalidStatus, ConnectionClosed):
        return False
    return True


def test_nothing_of_acme_opens_a_socket_at_globex(world, listen, ledger):  # noqa: F811
    agent = SiteClient(world.acme).sign_in(world.people.ana)
    owner = SiteClient(world.acme).sign_in(world.people.olivia)
    customer = SiteClient(world.acme)
    session = customer.session
    session[SESSION_KEY] = world.people.carla.pk
    session.save()
    with context.tenant(world.globex):
        native = SiteClient(world.globex).sign_in(invite_all("globex").ana)
    tries = {
        "acme's agent": (GLOBEX, cookie_of(agent), ""),
        "acme's agent from a page of acme": (GLOBEX, cookie_of(agent), f"http://{ACME}"),
        "acme's owner": (GLOBEX, cookie_of(owner), ""),
        "acme's customer": (GLOBEX, cookie_of(customer), ""),
        "nobody": (GLOBEX, "theme=dark", ""),
        "globex's agent from a page of acme": (GLOBEX, cookie_of(native), f"http://{ACME}"),
        "globex's agent at acme": (ACME, cookie_of(native), ""),
        "acme's agent at the platform": ("localhost", cookie_of(agent), ""),
        "acme's agent at a host of nobody": ("nobody.localhost", cookie_of(agent), ""),
    }
    leaks = [who for who, (host, cookie, origin) in tries.items() if _opens(listen, host, cookie, origin)]
    ledger.note("sockets", SOCKETS, len(tries), leaks)
    assert leaks == []
    assert _opens(listen, GLOBEX, cookie_of(native))


def test_globex_overhears_nothing_whatever_it_asks_for(world, listen, ledger):  # noqa: F811
    by = world.people.ben.actor
    ticket, _ = services.open_ticket(world.people.carla, "x", Words("x"), channel="mail", by=by)
    with context.tenant(world.globex):
        native = SiteClient(world.globex).sign_in(invite_all("globex").ana)
    stranger, ours = (
        listen(GLOBEX, cookie_of(native)),
        listen(ACME, cookie_of(SiteClient(world.acme).sign_in(world.people.ana))),
    )
    wishes = [
        {"event": "subscribe", "ticket": ticket.pk}, {"event": "subscribe", "group": "desk.acme"},
        {"type": "desk.message", "message": {"event": "x"}}, {"event": "join", "room": ticket.number, "schema": "acme"},
        {"event": "ping", "tenant": "acme"}, ["desk.acme"], "desk.acme",
    ]  # fmt: skip
    for wish in wishes:
        stranger.send(json.dumps(wish))
    services.change(ticket, by=by, priority=4)

    assert json.loads(ours.recv(10))["ticket"] == ticket.pk
    heard = []
    try:
        while True:
            heard.append(json.loads(stranger.recv(QUIET)))
    except (TimeoutError, ConnectionClosed):
        pass
    leaks = [str(one) for one in heard if one != {"event": "pong"}]
    ledger.note("sockets", SOCKETS, len(wishes), leaks)
    assert leaks == []
