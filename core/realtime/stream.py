"""The same events for browsers behind proxies that let no socket through: Server-Sent Events at /ws/events/.

GET opens the stream; its `hello` names the line. What such a page says it posts to the same address, with
that name: any process takes it and hands it on to the one that holds the stream.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from redis.exceptions import RedisError

from core.realtime import admission, shout
from core.realtime.admission import Card, Person
from core.realtime.consumers import Scope, asked
from core.realtime.ears import Ear
from core.realtime.frames import LONGEST
from core.realtime.hub import Hub
from tenants import context
from tenants.kernel import ids

BEAT = 15.0  # seconds; proxies close what is silent for a minute
LONGEST_BODY = LONGEST + 200
Headers = list[tuple[bytes, bytes]]


async def desk_stream(scope: Scope, receive: Any, send: Any) -> None:
    card = admission.shown(scope["headers"])
    headers = dict(scope["headers"])
    # a page of this very site sends no Origin with a GET; a foreign page always does, and reads nothing
    if not card.is_of_this_site and (b"origin" in headers or scope["method"] != "GET"):
        await _answer(send, 403)
        return
    person = await admission.in_thread(admission.admitted, card.host, card.key)
    if person is None:
        await _answer(send, 401, allowed(headers))
    elif scope["method"] == "GET":
        await _stream(scope, receive, send, person, card)
    elif scope["method"] == "POST":
        await _answer(send, await _said(receive, person), allowed(headers))
    else:
        await _answer(send, 405, allowed(headers))


def allowed(headers: dict[bytes, bytes]) -> Headers:
    """In the demo the line has a port of its own: pages of this very host may read it, with their cookies."""
    origin = headers.get(b"origin", b"")
    own = [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]
    return own if origin else []


async def _stream(scope: Scope, receive: Any, send: Any, person: Person, card: Card) -> None:
    headers = dict(scope["headers"])
    own = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-cache, no-transform"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": own + allowed(headers)})
    since, names = asked(scope)
    since = headers.get(b"last-event-id", b"").decode("latin-1")[:40] or since
    over = asyncio.Event()

    async def tell(text: str) -> None:
        await send({"type": "http.response.body", "body": as_sse(text), "more_body": True})

    async def shut() -> None:
        over.set()

    ear = Ear(ids.public_id(), person, card.host, card.key, send=tell, shut=shut, names=names)
    hub = Hub.here()
    gone = asyncio.ensure_future(_until_gone(receive, over))
    try:
        await hub.enter(ear, since)
        while not over.is_set() and not ear.is_gone:
            await send({"type": "http.response.body", "body": b": beat\n\n", "more_body": True})
            await asyncio.wait([gone], timeout=BEAT)
    finally:
        gone.cancel()
        await hub.leave(ear)
    await send({"type": "http.response.body", "body": b"event: bye\ndata: {}\n\n", "more_body": False})


async def _until_gone(receive: Any, over: asyncio.Event) -> None:
    """The browser has left, or the session has ended."""

    async def left() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    tasks = [asyncio.ensure_future(left()), asyncio.ensure_future(over.wait())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        over.set()
        for task in tasks:
            task.cancel()


def as_sse(text: str) -> bytes:
    """With the place of the last event in it, which the browser says again when it comes back."""
    place = text.rpartition('"seq":"')[2].partition('"')[0] if '"seq":"' in text else ""
    return (f"id: {place}\n" if place else "").encode() + f"data: {text}\n\n".encode()


async def _said(receive: Any, person: Person) -> int:
    """A frame of somebody's stream: {"line": its name, and the frame}. The status to answer with."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return 400
        body, more = body + message.get("body", b""), message.get("more_body", False)
        if len(body) > LONGEST_BODY:
            return 413
    try:
        said = json.loads(body)
        line, frame = str(said.pop("line")), json.dumps(said)
    except (ValueError, RecursionError, KeyError, AttributeError, TypeError):
        return 400
    return await admission.in_thread(_hand_on, person, line[:40], frame)


def _hand_on(person: Person, line: str, frame: str) -> int:
    with context.tenant(person.schema):
        try:
            shout.say(line, person.id, frame)
        except RedisError:
            return 503
    return 204


async def _answer(send: Any, status: int, headers: Headers | None = None) -> None:
    own = [(b"content-length", b"0"), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": own})
    await send({"type": "http.response.body", "body": b""})
