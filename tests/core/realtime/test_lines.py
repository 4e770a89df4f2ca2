"""Limits of a line, what comes back after it was away, and the other way through hostile proxies."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from core.realtime import desk, ears, frames, hub, ring, shout
from core.tickets import services
from core.tickets.services.words import Words
from tests.core.realtime.conftest import cookie_of
from tests.support.clients import SiteClient

ACME = "acme.localhost"


@pytest.fixture
def ana(world):
    return cookie_of(SiteClient(world.acme).sign_in(world.people.ana))


@pytest.fixture
def ticket(world):
    carla = world.people.carla
    return services.open_ticket(carla, "First", Words("Hello"), channel="mail", by=carla.actor)[0]


def test_a_burst_comes_gathered_in_order_and_each_event_once(world, ana, listen):
    line = listen(ACME, ana)
    for number in range(100):
        shout.tell_desk(event="ticket:updated", ticket=0, n=number)
    frames_seen, heard = 0, []
    while len(heard) < 100:
        said = json.loads(line.socket.recv(10))
        frames_seen += 1
        heard += said if isinstance(said, list) else [said]
    assert [one["n"] for one in heard] == list(range(100))
    places = [tuple(map(int, one["seq"].split("-"))) for one in heard]
    assert places == sorted(places)
    assert frames_seen < 60


def test_more_than_a_thousand_a_minute_is_told_in_one_word(world, ana, listen, monkeypatch):
    monkeypatch.setattr(ears, "PER_MINUTE", 60)
    monkeypatch.setattr(ears, "RESYNC_EACH", 1.0)
    line, other = listen(ACME, ana), listen(ACME, ana)
    for number in range(200):
        shout.tell_people({world.people.ana.pk: {}}, event="x", n=number)
        time.sleep(0.002)
    heard = []
    try:
        while True:
            heard.append(line.hear(3))
    except TimeoutError:
        pass
    events = [one["event"] for one in heard]
    assert events.count("x") <= 60
    assert 1 <= events.count("resync") <= ears.RESYNCS
    assert events[-1] == "resync"
    assert len(events) <= 60
    other.close()


def test_too_much_from_a_page_is_refused_once_and_then_passed_over(world, ana, listen, monkeypatch):
    monkeypatch.setattr(frames, "PER_MINUTE", 20)
    line = listen(ACME, ana)
    for _ in range(60):
        line.say("ping")
    heard = []
    try:
        while True:
            heard.append(line.hear(1))
    except TimeoutError:
        pass
    assert heard.count({"event": "pong"}) <= 40  # a minute may turn meanwhile
    assert 1 <= heard.count({"event": "error", "code": "too_many"}) <= 2


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", "malformed"), ("{", "malformed"), ("[" * 4_000, "malformed"), ("null", "malformed"), ('{"event":1}', "malformed"),
        ('{"event":"ping"' + " " * 5_000 + "}", "too_large"), (b"\x00\xff", "malformed"), ('{"event":"join:ticket"}', "malformed"),
        ('{"event":"join:ticket","ticket":true}', "malformed"), ('{"event":"join:ticket","ticket":1e400}', "malformed"),
        ('{"event":"join:ticket","ticket":99999999999999999999999}', "malformed"), ('{"event":"join:ticket","ticket":-1}', "malformed"),
        ('{"event":"join:ticket","ticket":8}', "ticket.not_found"), ('{"event":"list:watch","tickets":"all"}', "malformed"),
        (json.dumps({"event": "list:watch", "tickets": list(range(1, 102))}), "malformed"), ('{"event":"typing:start","ticket":8,"kind":[]}', "malformed"),
        ('{"event":"join:task","task":1}', "task.not_found"), ('{"event":"timer:start"}', "malformed"), ('{"event":"__class__"}', "unknown_event"),
    ],
    ids=range(19),
)  # fmt: skip
def test_whatever_is_said_harms_nobody(world, ana, listen, frame, code):
    line = listen(ACME, ana)
    line.socket.send(frame)
    assert line.hear() == {"event": "error", "code": code}
    line.say("ping")
    assert line.hear() == {"event": "pong"}


def test_a_monstrous_frame_closes_the_line_and_nothing_else(world, ana, listen):
    line, other = listen(ACME, ana), listen(ACME, ana)
    line.socket.send("x" * 200_000)
    with pytest.raises(ConnectionClosed) as closed:
        line.hear()
    assert closed.value.rcvd.code == 1009
    other.say("ping")
    assert other.until("pong")


def test_what_was_missed_comes_when_the_line_comes_back(world, ana, ticket, listen):
    ben = world.people.ben
    line = listen(ACME, ana)
    services.note(ticket, "One", author=ben, by=ben.actor)
    place = line.hear()["seq"]
    line.close()
    services.note(ticket, "Two", author=ben, by=ben.actor)
    shout.tell_people({ben.pk: {"id": 1}}, event="notification:new")  # not hers
    shout.tell_people({world.people.ana.pk: {"id": 2}}, event="notification:new")

    back = listen(ACME, ana, query=f"?since={place}")
    heard = [back.hear(), back.hear()]
    assert [one["event"] for one in heard] == ["comment:added", "notification:new"]
    assert heard[1]["id"] == 2
    assert back.hello["seq"] == heard[1]["seq"]
    back.say("resync", seq=place)
    assert [back.hear()["event"] for _ in range(3)] == ["hello", "comment:added", "notification:new"]
    with pytest.raises(TimeoutError):
        back.hear(0.5)


def test_who_was_away_too_long_asks_for_everything(world, ana, listen, monkeypatch):
    fresh = listen(ACME, ana)
    assert fresh.hello["seq"] == ring.NOTHING
    again = listen(ACME, ana, query="?since=0")
    with pytest.raises(TimeoutError):
        again.hear(0.3)  # nothing has happened

    for number in range(ring.MOST + 5):
        shout.tell_desk(event="x", n=number)
    first = fresh.hear()["seq"]
    for place in (first, "0", "1-1", "nonsense", "9" * 30, "%27"):
        line = listen(ACME, ana, query=f"?since={place}")
        assert line.hear() == {"event": "reload"}, place
        line.close()
    shout.redis().flushall()
    line = listen(ACME, ana, query=f"?since={first}")
    assert line.hear() == {"event": "reload"}


def test_a_line_that_does_not_read_holds_nobody_up(world, ana, listen, monkeypatch):
    monkeypatch.setattr(desk, "GATHER", 0.01)
    slow, quick = listen(ACME, ana), listen(ACME, ana)
    slow.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    for number in range(900):
        shout.tell_desk(event="x", n=number, text="y" * 2_000)
        time.sleep(0.001)
    assert quick.until("x", n=899, within=10)


class Stream:
    """A browser's EventSource, as far as we need it."""

    def __init__(self, port, cookie, headers=None):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        own = {"Host": f"{ACME}:{port}", "Cookie": cookie, **(headers or {})}
        self.line.request("GET", "/ws/events/", headers=own)
        self.socket = self.line.sock
        self.answer = self.line.getresponse()

    def close(self):
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.line.close()

    def hear(self):
        while True:
            line = self.answer.readline().decode()
            if line.startswith("data: "):
                said = json.loads(line[6:])
                return said if isinstance(said, list) else [said]

    def post(self, port, cookie, frame, origin=f"http://{ACME}"):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Host": f"{ACME}:{port}", "Cookie": cookie, "Origin": origin}
        line.request(
            "POST",
            "/ws/events/",
            body=frame if isinstance(frame, str) else json.dumps(frame),
            headers=headers,
        )
        return line.getresponse().status


@pytest.fixture
def stream_at(server):
    """stream_at(cookie): an open stream."""
    opened = []

    def open_at(cookie, headers=None):
        opened.append(Stream(server, cookie, headers))
        return opened[-1]

    yield open_at
    for one in opened:
        one.close()


def test_the_same_events_come_by_stream_and_frames_by_post(world, ana, ticket, server, stream_at, listen):
    stream = stream_at(ana)
    assert stream.answer.getheader("Content-Type").startswith("text/event-stream")
    hello = stream.hear()[0]
    his = listen(ACME, cookie_of(SiteClient(world.acme).sign_in(world.people.ben)))
    his.say("join:ticket", ticket=ticket.pk)
    assert (
        stream.post(server, ana, {"event": "join:ticket", "ticket": ticket.pk, "line": hello["line"]}) == 204
    )
    while len(his.until("presence:changed")["people"]) < 2:
        pass
    assert stream.hear()[0]["event"] == "presence:changed"
    services.note(ticket, "One", author=world.people.ben, by=world.people.ben.actor)
    said = stream.hear()[-1]
    assert (said["event"], said["ticket"]) == ("comment:added", ticket.pk)

    again = stream_at(ana, {"Last-Event-ID": hello["seq"]})
    heard = again.hear()
    while heard[-1]["event"] != "comment:added":
        heard += again.hear()
    assert [one["event"] for one in heard] == ["hello", "comment:added"]


def test_a_stream_is_for_this_site_alone(world, ana, server, stream_at):
    foreign = {"Origin": "http://evil.example"}
    assert stream_at(ana, foreign).answer.status == 403
    assert stream_at("").answer.status == 401
    stream = stream_at(ana, {"Origin": f"http://{ACME}:{server}"})
    assert stream.answer.getheader("Access-Control-Allow-Origin") == f"http://{ACME}:{server}"
    line = stream.hear()[0]["line"]
    for origin in ("http://evil.example", ""):
        assert stream.post(server, ana, {"event": "ping", "line": line}, origin) == 403
    ben = cookie_of(SiteClient(world.acme).sign_in(world.people.ben))
    assert stream.post(server, ben, {"event": "ping", "line": line}) == 204  # said to nobody: it is her line
    for frame in ("", "[]", "{}", "[" * 4_000, '{"line":1}' + " " * 6_000):
        assert stream.post(server, ana, frame) in (400, 413)


def test_a_stream_ends_with_its_session(world, ana, stream_at, monkeypatch):
    monkeypatch.setattr(hub, "TRUSTED_FOR", 0.0)
    stream = stream_at(ana)
    stream.hear()
    type(world.people.ana).objects.filter(pk=world.people.ana.pk).update(is_active=False)
    ended = threading.Event()
    threading.Thread(target=lambda: (stream.answer.read(), ended.set()), daemon=True).start()
    assert ended.wait(10)
