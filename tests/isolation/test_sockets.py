"""Sockets at globex, knocked at with everything acme's people hold; and globex overhears nothing of acme."""

from __future__ import annotations

import http.client
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
STREAMS = {"ws/events/"}
QUIET = 1.0  # seconds in which a message would have come


def test_every_socket_is_described():
    router = application.application_mapping["websocket"]
    assert isinstance(router, URLRouter)
    assert {str(route.pattern) for route in router.routes} == SOCKETS
    pages = application.application_mapping["http"]
    assert {str(route.pattern) for route in pages.routes} == {*STREAMS, ""}  # "": the pages, which are walked


def _streams(port: int, host: str, cookie: str, origin: str) -> bool:
    """Does the stream open, or take a frame?"""
    for method, body in (("GET", None), ("POST", '{"event":"ping","line":"x"}')):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Host": host, "Cookie": cookie, **({"Origin": origin} if origin else {})}
        line.request(method, "/ws/events/", body=body, headers=headers)
        status = line.getresponse().status
        line.close()
        if status < 400:
            return True
    return False


def test_nothing_of_acme_opens_a_stream_at_globex(world, server, ledger):  # noqa: F811
    agent = cookie_of(SiteClient(world.acme).sign_in(world.people.ana))
    with context.tenant(world.globex):
        native = cookie_of(SiteClient(world.globex).sign_in(invite_all("globex").ana))
    tries = {
        "acme's agent": (GLOBEX, agent, f"http://{GLOBEX}"),
        "acme's agent without an origin": (GLOBEX, agent, ""),
        "acme's agent from a page of acme": (GLOBEX, agent, f"http://{ACME}"),
        "globex's agent from a page of acme": (GLOBEX, native, f"http://{ACME}"),
        "globex's agent at acme": (ACME, native, f"http://{ACME}"),
        "acme's agent at the platform": ("localhost", agent, ""),
        "nobody": (GLOBEX, "theme=dark", ""),
    }
    leaks = [who for who, (host, cookie, origin) in tries.items() if _streams(server, host, cookie, origin)]
    ledger.note("sockets", STREAMS, len(tries), leaks)
    assert leaks == []
    assert _streams(server, ACME, agent, f"http://{ACME}")


def _opens(knock, host: str, cookie: str, origin: str = "") -> bool:
    try:
        return bool(knock(host, cookie, origin).hello["event"] == "hello")
    except (InvalidStatus, ConnectionClosed):
        return False


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
        {"event": "join:ticket", "ticket": ticket.pk}, {"event": "list:watch", "tickets": [ticket.pk]},
        {"event": "join:people", "schema": "acme"}, {"event": "join:activity"},
        {"event": "typing:start", "ticket": ticket.pk}, {"event": "resync", "seq": ours.hello["seq"]},
    ]  # fmt: skip
    ours.say("join:ticket", ticket=ticket.pk)
    for wish in wishes:
        stranger.socket.send(json.dumps(wish))
    services.change(ticket, by=by, priority=4)
    services.keep_draft(ticket, "Dear Carla", author=world.people.ben)

    assert ours.until("ticket:updated")["ticket"] == ticket.pk
    assert ours.until("draft:changed")["ticket"] == ticket.pk
    heard = []
    try:
        while True:
            heard.append(stranger.hear(QUIET))
    except (TimeoutError, ConnectionClosed):
        pass
    harmless = ("pong", "error", "hello", "reload")  # hello: their own line; none of it names a ticket
    leaks = [str(one) for one in heard if one["event"] not in harmless or "ticket" in one]
    ledger.note("sockets", SOCKETS, len(wishes), leaks)
    assert leaks == []
