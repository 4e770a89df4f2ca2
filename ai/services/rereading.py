"""One ticket of a replay put to a model, paid from the replay's cap, the budget and the plan.

`prepared` sets the money aside, `Question.ask` asks (any thread may, no database is touched), `Question.read`
pays and says what came of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import F

from ai import book, options, prices
from ai.candidates import Candidate
from ai.contracts import Reading
from ai.gateway import MISCONFIGURED, BadAnswer
from ai.models import Replay, ReplayItem
from ai.services import asking
from ai.services.asking import Course
from ai.services.facts import Facts
from ai.triage import by_model as triage
from billing import services as billing
from billing.models import CostReservation, Reservation
from billing.services.usage import Spent

FEATURE = "replay"  # what its cost is counted under; caps of triage are not touched by it
METER = "ai_messages"
REFUSED = MISCONFIGURED  # no later try will end otherwise
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


@dataclass(slots=True)
class Question:
    """A ticket that is about to be asked about, or has been."""

    row: Replay
    item: ReplayItem
    ask: Callable[[], None]
    course: Course
    reservation: Reservation
    budget: CostReservation | None
    held: int
    found: list[Reading]
    took: list[float]

    def read(self) -> Read:
        """Pay what it did cost. Once, after `ask`."""
        asking.settle(self.budget, self.course)
        _paid(self.row, self.held, self.course)
        took, cost = round(1000 * sum(self.took)), self.course.cost()
        if self.found:
            return Read(self.found[0], ms=took, cost=cost, settle=partial(billing.commit, self.reservation))
        billing.release(self.reservation)
        away = self.course.away[-1][1]
        return Read(
            reason=self.course.reason, ms=took, cost=cost,
            is_away=not isinstance(away, BadAnswer), is_refused=away.kind in REFUSED,
        )  # fmt: skip

    def drop(self) -> None:
        """As `read`, for an answer that nobody keeps."""
        if self.read().settle:
            billing.release(self.reservation)


def prepared(
    row: Replay, item: ReplayItem, known: Facts, candidate: Candidate, *, hold: Callable[[Replay, int], None]
) -> Question:
    """The question, with its money set aside. hold: of the replay. Raises Stopped and what `hold` raises."""
    letter, guidance, ways = known.letter, candidate.guidance, candidate.ways
    leaves, tags, decided = options.leaves(candidate.tree), options.tags(), book.decided()
    masking, base, details = decided.masking, decided.prompt("triage"), options.details()
    size = triage.size(letter, leaves, tags, guidance, details)
    reservation, worst, course = _reserved(item), prices.worst(ways, size), Course()
    try:
        hold(row, worst)
        budget = asking.hold(FEATURE, ways, size)
    except billing.BudgetGone as gone:
        _paid(row, worst, course)
        billing.release(reservation)
        raise Stopped(SPENT.format(span=gone.data.get("span", "month"))) from None
    except Exception:
        billing.release(reservation)
        raise
    found: list[Reading] = []
    took: list[float] = []

    def ask() -> None:
        began = time.perf_counter()
        reading = asking.through(
            ways,
            lambda where: triage.read(where, letter, leaves, tags, masking, guidance, base, details),
            course,
        )
        took.append(time.perf_counter() - began)
        if reading is not None:
            found.append(reading)

    return Question(row, item, ask, course, reservation, budget, worst, found, took)


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
