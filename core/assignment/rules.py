"""Who is given a ticket: pure choice over facts that are loaded. Every no has a name, for the trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.assignment.models import Availability, Policy

ARRANGE = "desk.manage"
VIEW = "tickets.view"
LOOKED_AT = timedelta(seconds=45)  # a new ticket waits so long for triage: language and queue are known then
EVERY = timedelta(minutes=1)  # between two looks at the pool where nothing calls for one
BATCH = 50  # tickets of one transaction
ONCE = timedelta(days=1)  # nobody is given the same ticket twice within it, so nothing goes round in a circle
IN_TURN = timedelta(days=7)  # who was given none for so long is first in any case
KEPT_FOR = timedelta(days=90)
LONGEST_WINDOW = 24 * 60  # minutes

MODES = dict(Policy.Mode.choices)
ORDERS = dict(Policy.Order.choices)
FITS = dict(Policy.Fit.choices)
NO = {
    "had": _("was given it within a day already"),
    "excluded": _("gets no tickets of this queue by itself"),
    "closed": _("may not work in this queue"),
    "queue": _("may not answer in this queue"),
    "team": _("is not in the team"),
    "away": _("is away"),
    "absent": _("is absent"),
    "idle": _("has not clicked for a while"),
    "language": _("does not speak the customer's language"),
    "skill": _("lacks a skill that it asks for"),
    "full": _("holds as much as one can"),
    "often": _("was given as many as allowed just now"),
}


@dataclass(slots=True)
class Who:
    """A colleague who may hold tickets. load: weights of what they have to work at now."""

    id: int
    name: str
    state: str = Availability.State.AVAILABLE
    is_absent: bool = False
    is_idle: bool = False
    capacity: int = 20
    languages: frozenset[str] = frozenset()
    skills: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    queues: frozenset[int] | None = None  # in which they may answer; None: in all
    load: int = 0
    given_at: datetime | None = None
    lately: dict[int, int] = field(default_factory=dict)  # queue -> tickets given within its window

    @property
    def is_here(self) -> bool:
        return self.state == Availability.State.AVAILABLE and not (self.is_absent or self.is_idle)


@dataclass(frozen=True, slots=True)
class Need:
    """What a ticket asks for. team: None where everybody may take it. had: who was given it within a day."""

    queue: int
    team: int | None = None
    language: str = ""
    skills: frozenset[int] = frozenset()
    had: frozenset[int] = frozenset()
    closed_to: frozenset[int] = frozenset()  # who may not work in its queue


def why_not(who: Who, need: Need, policy: Policy) -> str:
    """A key of NO; "" for somebody who can be given it. What cannot be helped is named before what can."""
    if who.id in policy.excluded:
        return "excluded"
    if who.id in need.closed_to:
        return "closed"
    if who.queues is not None and need.queue not in who.queues:
        return "queue"
    if need.team is not None and need.team not in who.teams:
        return "team"
    if who.state != Availability.State.AVAILABLE:
        return "away"
    if who.is_absent or who.is_idle:
        return "absent" if who.is_absent else "idle"
    if policy.by_language == Policy.Fit.REQUIRE and not speaks(who, need):
        return "language"
    if policy.by_skill == Policy.Fit.REQUIRE and not need.skills <= who.skills:
        return "skill"
    if who.id in need.had:
        return "had"
    if policy.weight and who.load + policy.weight > who.capacity:
        return "full"
    return "often" if policy.most and who.lately.get(need.queue, 0) >= policy.most else ""


def choose(people: Iterable[Who], need: Need, policy: Policy) -> Who | None:
    """The one it is given to; the same for the same facts, so that the trace can be believed."""
    able = [who for who in people if not why_not(who, need, policy)]
    return min(able, key=lambda who: _rank(who, need, policy), default=None)


def speaks(who: Who, need: Need) -> bool:
    return not (who.languages and need.language) or need.language in who.languages


def _rank(who: Who, need: Need, policy: Policy) -> tuple[object, ...]:
    """Smaller is sooner: what fits, then the least load where it is balanced, then whose turn it is."""
    strange = policy.by_language == Policy.Fit.PREFER and not speaks(who, need)
    lacking = len(need.skills - who.skills) if policy.by_skill == Policy.Fit.PREFER else 0
    load = who.load if policy.mode == Policy.Mode.BALANCED else 0
    turn = who.given_at.timestamp() if who.given_at else 0.0
    return strange, lacking, load, turn, who.id
