"""One ticket of a replay put to a model, paid from the replay's cap, the budget and the plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import F

from ai import book, options, prices
from ai.candidates import Candidate
from ai.contracts import Reading
from ai.gateway import BadAnswer
from ai.models import Replay, ReplayItem
from ai.services import asking
from ai.services.asking import Course
from ai.services.facts import Facts
from ai.triage import by_model as triage
from billing import services as billing
from billing.models import Reservation
from billing.services.usage import Spent

FEATURE = "replay"  # what its cost is counted under; caps of triage are not touched by it
METER = "ai_messages"
REFUSED = ("refused_key", "forbidden_address")  # no later try will end otherwise
SPENT = "The AI budget of this {span} is spent."
ALLOWANCE = "This month's AI messages are used up. They renew on {renews}."


class Stopped(Exception):
    """No more money, of the replay or of the organization: what is there is the result."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Read:
    """reading None: why stands in reason. is_away: it is worth another try later; is_refused: only a person
    can mend it.

    cost: millionths. settle: to be called in the transaction that keeps the reading.
    """

    reading: Reading | None = None
    reason: str = ""
    ms: int = 0
    cost: int = 0
    is_away: bool = False
    is_refused: bool = False
    settle: Callable[[], None] | None = None


def by_model(
    row: Replay, item: ReplayItem, known: Facts, candidate: Candidate, *, hold: Callable[[Replay, int], None]
) -> Read:
    """Not in a transaction. hold: sets money of the replay aside. Raises Stopped and what `hold` raises."""
    letter, guidance = known.letter, candidate.guidance
    leaves, tags, masking = options.leaves(candidate.tree), options.tags(), book.decided().masking
    size = triage.size(letter, leaves, tags, guidance)
    reservation, worst = _reserved(item), prices.worst(candidate.ways, size)
    try:
        hold(row, worst)
        began = time.perf_counter()
        reading, course = asking.first(
            candidate.ways, lambda where: triage.read(where, letter, leaves, tags, masking, guidance),
            task=FEATURE, size=size,
        )  # fmt: skip
    except billing.BudgetGone as gone:
        _paid(row, worst, Course())
        billing.release(reservation)
        raise Stopped(SPENT.format(span=gone.data.get("span", "month"))) from None
    except Exception:
        billing.release(reservation)
        raise
    _paid(row, worst, course)
    took = round(1000 * (time.perf_counter() - began))
    if reading is None:
        billing.release(reservation)
        away = course.away[-1][1]
        return Read(
            reason=course.reason, ms=took, cost=course.cost(),
            is_away=not isinstance(away, BadAnswer), is_refused=away.kind in REFUSED,
        )  # fmt: skip
    return Read(reading, ms=took, cost=course.cost(), settle=partial(billing.commit, reservation))


def _reserved(item: ReplayItem) -> Reservation:
    """A message of the plan's, as for any other that a model reads."""
    try:
        return billing.reserve(METER, key=f"replay:{item.pk}")
    except Spent as spent:
        raise Stopped(ALLOWANCE.format(renews=spent.data.get("renews_on"))) from None


def _paid(row: Replay, held: int, course: Course) -> None:
    """What it did cost instead of the most it could; counts whoever has the turn by now."""
    told = course.about()
    Replay.objects.filter(pk=row.pk).update(
        spent=F("spent") - held + told["cost"], calls=F("calls") + told["calls"],
        tokens_in=F("tokens_in") + told["tokens_in"], tokens_out=F("tokens_out") + told["tokens_out"],
    )  # fmt: skip
