"""What an open line may say, in the words of the mission's seeds, and some of our own.

A frame is a JSON object with `event`. Whatever it is, it harms nobody: it is answered with an error event
and the line goes on. What is said here changes no ticket and no task, it says where somebody is and what they
listen to; the timer of their own is the one thing that is started and stopped (timing.py).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any

from core.realtime import admission, names, presence, telling, timing
from core.realtime.ears import MOST_ROOMS, PER_MINUTE, Ear
from tenants.kernel.errors import Refusal

if TYPE_CHECKING:
    from core.realtime.hub import Hub

log = logging.getLogger(__name__)
LONGEST = 4_096  # characters of a frame
MOST_LISTED = 100  # rows of a list that hear who is there
MOST_ID = 2**63 - 1


class Wrong(Exception):
    """What is said cannot be done. code: for the error event."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def take(hub: Hub, ear: Ear, text: str | None) -> None:
    """One frame of this line. text None: it was not text."""
    if not ear.spoken.take(PER_MINUTE):
        if ear.spoken.count == PER_MINUTE + 1:  # said once a minute
            _refuse(hub, ear, "too_many")
        return
    try:
        said = read(text)
        act = ACTS.get(said["event"])
        if act is None:
            raise Wrong("unknown_event")
        await act(hub, ear, said)
    except Wrong as wrong:
        _refuse(hub, ear, wrong.code)


def read(text: str | None) -> dict[str, Any]:
    """Wrong: too_large, malformed."""
    if text is not None and len(text) > LONGEST:
        raise Wrong("too_large")
    try:
        said = json.loads(text or "")
    except (ValueError, RecursionError):
        raise Wrong("malformed") from None
    if not isinstance(said, dict) or not isinstance(said.get("event"), str):
        raise Wrong("malformed")
    return said


def _refuse(hub: Hub, ear: Ear, code: str) -> None:
    hub.desks[ear.person.schema].say(telling.encode({"event": "error", "code": code}), [ear])


def _id(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_ID:
        raise Wrong("malformed")
    return value


async def _ping(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    hub.desks[ear.person.schema].say('{"event":"pong"}', [ear])


async def _resync(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    await hub.greet(ear, str(said.get("seq", ""))[:40] or "?")


def _place(said: dict[str, Any]) -> int:
    """Which ticket or task a frame about one of them means."""
    if said["event"].endswith(":task"):
        return names.of_task(_id(said.get("task")))
    return _id(said.get("ticket"))


async def _join(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    """The ticket or task is open here: its page hears of it, and the others see who is there."""
    place = _place(said)
    if ear.here is None:
        ear.here = {}
    if place not in ear.here and len(ear.here) >= MOST_ROOMS:
        raise Wrong("too_many_rooms")
    if not await _seen(ear, [place]):
        raise Wrong("ticket.not_found" if place > 0 else "task.not_found")
    desk = hub.desks[ear.person.schema]
    if ear.id not in desk.ears:
        return  # gone meanwhile
    ear.here.setdefault(place, (presence.IDLE if said.get("idle") is True else presence.VIEWING, 0.0))
    desk.join(ear, names.page(place))
    await _tell(hub, ear, [place], fresh=True)


async def _leave(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    place = _place(said)
    if ear.here and ear.here.pop(place, None):
        hub.desks[ear.person.schema].leave(ear, names.page(place))
        await hub.gatherings[ear.person.schema].leave(ear, [place])


async def _timer(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    """Starts or stops the timer of this line's person; the line is answered, all their screens hear of it."""
    try:
        done = await admission.in_thread(timing.done, ear.host, ear.key, said)
    except Refusal as refusal:
        raise Wrong(refusal.code) from None
    hub.desks[ear.person.schema].say(telling.encode(done), [ear])


async def _type(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    """kind: reply, note, forward. Said again every few seconds while keys are pressed."""
    ticket, kind = _id(said.get("ticket")), said.get("kind", presence.REPLY)
    if kind not in presence.WRITING:
        raise Wrong("malformed")
    await _be(hub, ear, ticket, kind, presence.now() + presence.WRITES)


async def _rest(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    await _be(hub, ear, _id(said.get("ticket")), presence.VIEWING)


async def _idle(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    """The tab is out of sight, or nobody has touched it for long: all tickets of the line."""
    state = presence.IDLE if said["event"] == "presence:idle" else presence.VIEWING
    for ticket in tuple(ear.here or ()):
        await _be(hub, ear, ticket, state)


async def _be(hub: Hub, ear: Ear, ticket: int, state: str, until: float = 0.0) -> None:
    if not ear.here or ticket not in ear.here:
        raise Wrong("not_joined")
    was, _ = ear.here[ticket]
    ear.here[ticket] = (state, until)
    if was != state or state in presence.WRITING:
        await _tell(hub, ear, [ticket], nudge=was != state)


async def _list(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    """These rows are in sight instead of those before: hear who is at them."""
    wanted = said.get("tickets")
    if not isinstance(wanted, list) or len(wanted) > MOST_LISTED:
        raise Wrong("malformed")
    ids = {_id(one) for one in wanted}
    new = ids - ear.listed
    listed = frozenset((ids & ear.listed) | (await _seen(ear, new) if new else set()))
    desk = hub.desks[ear.person.schema]
    if ear.id not in desk.ears:
        return
    added = listed - ear.listed
    desk.watch(ear, listed)
    await _tell(hub, ear, added, fresh=True, is_there=False)


async def _room(hub: Hub, ear: Ear, said: dict[str, Any]) -> None:
    act, _, room = said["event"].partition(":")
    desk = hub.desks[ear.person.schema]
    (desk.join if act == "join" else desk.leave)(ear, room)


async def _seen(ear: Ear, ids: Collection[int]) -> set[int]:
    return await admission.in_thread(admission.places_seen, ear.person, list(ids))


async def _tell(
    hub: Hub,
    ear: Ear,
    ids: Collection[int],
    *,
    fresh: bool = False,
    is_there: bool = True,
    nudge: bool = True,
) -> None:
    """To Redis, and from there to whoever looks; at once to a line that is new."""
    gathering = hub.gatherings[ear.person.schema]
    if is_there:
        await gathering.say([ear], nudge=nudge)
    if fresh:
        for ticket in ids:
            gathering.fresh.setdefault(ticket, set()).add(ear)
            hub.nudge(ear.person.schema, ticket)


Act = Callable[["Hub", Ear, dict[str, Any]], Awaitable[None]]
ACTS: dict[str, Act] = {
    "ping": _ping,
    "resync": _resync,
    "join:ticket": _join,
    "leave:ticket": _leave,
    "join:task": _join,
    "leave:task": _leave,
    "timer:start": _timer,
    "timer:stop": _timer,
    "typing:start": _type,
    "typing:stop": _rest,
    "presence:idle": _idle,
    "presence:back": _idle,
    "list:watch": _list,
    "join:people": _room,
    "leave:people": _room,
    "join:activity": _room,
    "leave:activity": _room,
}
