"""One message on its way to open lines: told by whoever changed something, read once per process.

On the wire three lines: its place in the tenant's ring (empty for what is of the moment), a head that says
for whom it is, and the event as JSON, which goes out to the lines as it stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from core.realtime.names import CHAT, IN_CHAT

EVENT, HERE, LOOK, SAY = "event", "here", "look", "say"  # kinds


@dataclass(slots=True)
class Telling:
    """kind: event; here (who is at `ticket` has changed); look (ask again whether `people` may listen);
    say (what somebody says to their stream: `line`, `user`, and the frame as text).

    room: only for lines in it. people: {user id: what it says to them besides}, for nobody else. ticket: its
    id, for who may see it. moved: the ticket may have come into, or out of, somebody's sight.
    """

    seq: str
    text: str
    kind: str = EVENT
    room: str = ""
    ticket: int = 0
    people: dict[str, dict[str, Any]] | None = None
    moved: bool = False
    line: str = ""
    user: int = 0
    _spoken: dict[str, str] = field(default_factory=dict)

    def spoken(self, names: str = "") -> str:
        """The event as a line hears it, with its place in the ring; made once for all lines."""
        if names not in self._spoken:
            text = self.text if names != CHAT else in_chat(self.text)
            self._spoken[names] = with_seq(text, self.seq)
        return self._spoken[names]

    def spoken_to(self, user: int, names: str = "") -> str:
        """To one of `people`."""
        more = (self.people or {}).get(str(user)) or {}
        if not more:
            return self.spoken(names)
        text = encode({**json.loads(self.text), **more})
        return with_seq(text if names != CHAT else in_chat(text), self.seq)

    def as_activity(self) -> str:
        """The same for a feed: who did what, and where."""
        if ACTIVITY_KEY not in self._spoken:
            said = json.loads(self.text)
            told = {
                "event": "activity:new",
                "what": said["event"],
                "ticket": self.ticket,
                "by": said.get("by"),
            }
            self._spoken[ACTIVITY_KEY] = with_seq(encode(told), self.seq)
        return self._spoken[ACTIVITY_KEY]


ACTIVITY_KEY = "~activity"


def head_of(**facts: Any) -> str:
    return encode({key: value for key, value in facts.items() if value})


def read(seq: str, head: str, text: str) -> Telling:
    """ValueError, TypeError: not one of ours."""
    return Telling(seq, text, **json.loads(head))


def read_wire(packet: str) -> Telling:
    return read(*packet.split("\n", 2))


def encode(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)


def with_seq(text: str, seq: str) -> str:
    return f'{text[:-1]},"seq":"{seq}"}}' if seq else text


def in_chat(text: str) -> str:
    """The same event in the other spelling."""
    said = json.loads(text)
    was = said["event"]
    said["event"] = IN_CHAT.get(was, was)
    if said["event"] == "agent:status_update":
        said["status"] = was.partition(":")[2]
    return encode(said)
