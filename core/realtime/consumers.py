"""The desk's socket at /ws/: a door. Who comes in is an ear of the hub, what it says is a frame.

A plain ASGI application under Channels' router: a channel layer would decode each event once per socket.
"""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import parse_qs

from core.realtime import admission
from core.realtime.ears import Ear
from core.realtime.frames import take
from core.realtime.hub import UNAUTHORIZED, Hub
from core.realtime.names import CHAT
from tenants.kernel import ids

FORBIDDEN_ORIGIN = 4403
Scope = dict[str, Any]


async def desk_socket(scope: Scope, receive: Any, send: Any) -> None:
    """Accepts signed-in agents of the host's tenant, from pages of that host.

    ?since=: the place of the last event that was heard. ?names=chat: the other spelling of events.
    """
    await receive()  # websocket.connect
    card = admission.shown(scope["headers"])
    if not card.is_of_this_site:
        await send({"type": "websocket.close", "code": FORBIDDEN_ORIGIN})
        return
    person = await admission.in_thread(admission.admitted, card.host, card.key)
    if person is None:
        await send({"type": "websocket.close", "code": UNAUTHORIZED})
        return
    await send({"type": "websocket.accept"})
    since, names = asked(scope)
    scope["headers"].clear()  # an idle line keeps nothing it does not need

    async def tell(text: str) -> None:
        await send({"type": "websocket.send", "text": text})

    async def shut() -> None:
        await send({"type": "websocket.close", "code": UNAUTHORIZED})

    ear = Ear(ids.public_id(), person, card.host, card.key, send=tell, shut=shut, names=names)
    await _serve(ear, since, receive)


async def _serve(ear: Ear, since: str, receive: Any) -> None:
    hub = Hub.here()
    try:
        await hub.enter(ear, since)
        while (message := await receive())["type"] != "websocket.disconnect":
            await take(hub, ear, message.get("text"))
    finally:
        await hub.leave(ear)


def asked(scope: Scope) -> tuple[str, str]:
    """(since, names) of the address."""
    query = parse_qs(cast(bytes, scope.get("query_string", b"")).decode("latin-1"))
    names = query.get("names", [""])[0]
    return query.get("since", [""])[0][:40], names if names == CHAT else ""
