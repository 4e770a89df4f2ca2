"""What the API shows of assignment."""

from __future__ import annotations

from typing import Any

from core.assignment.models import Handing, Policy
from core.assignment.rules import NO
from core.assignment.selectors import Person, Share, Trace
from core.desk import selectors as desk
from core.doors.shapes import Shape, moment


class AvailabilityOut(Shape):
    """load: weights of tickets that are new or open and not put aside. here: could be given a ticket now."""

    id: int
    name: str
    state: str
    since: str | None
    here: bool
    capacity: int
    own_capacity: int | None
    load: int
    languages: list[str]
    skills: list[int]
    version: int

    @staticmethod
    def dump(one: Person) -> dict[str, Any]:
        return {
            "id": one.who.id,
            "name": one.who.name,
            "state": one.row.state,
            "since": None if one.row._state.adding else moment(one.row.since),
            "here": one.who.is_here,
            "capacity": one.who.capacity,
            "own_capacity": one.row.capacity,
            "load": one.who.load,
            "languages": one.row.languages,
            "skills": one.row.skills,
            "version": one.row.version,
        }


class AssignmentPolicyOut(Shape):
    """How a queue hands out its tickets. A queue that was never asked about is off."""

    queue: int
    name: str
    mode: str
    order: str
    weight: int
    most: int
    window: int
    by_language: str
    by_skill: str
    release_after: int
    reassigns_reopened: bool
    takes_on_open: bool
    excluded: list[int]
    version: int

    @staticmethod
    def dump(row: Policy) -> dict[str, Any]:
        queue = desk.queue_by_id(row.queue_id)
        names = (
            "mode", "order", "weight", "most", "window", "by_language", "by_skill", "release_after",
            "reassigns_reopened", "takes_on_open", "excluded", "version",
        )  # fmt: skip
        shown = {name: getattr(row, name) for name in names}
        return {"queue": row.queue_id, "name": queue.name if queue else "", **shown}


class AssignmentOut(Shape):
    """What is true of everybody."""

    capacity: int
    idle_after: int
    version: int

    @staticmethod
    def dump(row: Policy) -> dict[str, Any]:
        return {"capacity": row.capacity, "idle_after": row.idle_after, "version": row.version}


class AssignmentShareOut(Shape):
    """given, opened, back: tickets within the days asked about; load and capacity are those of now."""

    id: int
    name: str
    given: int
    opened: int
    back: int
    load: int
    capacity: int

    @staticmethod
    def dump(row: Share) -> dict[str, Any]:
        names = ("id", "name", "given", "opened", "back", "load", "capacity")
        return {name: getattr(row, name) for name in names}


class HandingOut(Shape):
    """kind: given, opened (taken by opening it), idle and away (taken back). told: what decided."""

    agent: int
    name: str
    kind: str
    told: dict
    at: str

    @staticmethod
    def dump(row: Handing) -> dict[str, Any]:
        return {
            "agent": row.user_id,
            "name": row.user.name,
            "kind": row.kind,
            "told": row.told,
            "at": moment(row.at),
        }


class WhyNotOut(Shape):
    """why: "" could be given it; else a code, and words for people."""

    agent: int
    name: str
    why: str
    words: str

    @staticmethod
    def dump(pair: Any) -> dict[str, Any]:
        who, why = pair
        return {"agent": who.id, "name": who.name, "why": why, "words": str(NO.get(why, ""))}


class TicketAssignmentOut(Shape):
    """Why it is whose it is. waits: nobody holds it, and its queue would give it to somebody; people: to whom
    it could be given now, and why not to the others."""

    mode: str
    waits: bool
    lines: list[HandingOut]
    people: list[WhyNotOut]

    @staticmethod
    def dump(found: Trace) -> dict[str, Any]:
        return {
            "mode": found.policy.mode,
            "waits": found.waits,
            "lines": [HandingOut.dump(row) for row in found.lines],
            "people": [WhyNotOut.dump(pair) for pair in found.people],
        }
