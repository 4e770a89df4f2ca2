"""Asking a task's endpoints one after the other until one answers well: what it may cost is set aside first,
what it cost and how the endpoints did is written when all is said. No connection is held in between.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from ai import book, prices
from ai.gateway import Answer, BadAnswer, Endpoint, ModelAway
from ai.services import health
from billing import services as billing
from billing.models import CostReservation

log = logging.getLogger(__name__)
LONGEST = 60.0  # seconds for all endpoints together; a run's lease is half as long again
WHY_AWAY = {
    "timeout": "The model did not answer in time.",
    "rate_limited": "The model's provider turns requests away at the moment.",
    "server_error": "The model's provider has an error.",
    "breaker_open": "The model has been failing; it is asked again shortly.",
    "shut": "The model's provider refused its key or name; it is asked again once the settings change or a "
    "test succeeds.",
    "refused_key": "The model's provider refuses the key.",
    "unknown_model": "The address is not there, or does not know the model by this name.",
    "forbidden_address": "The model's address does not lead to the public internet.",
    "not_json": "The model's address answers something else than a model.",
    "too_big": "The model's answer was far too long.",
    "refusal": "The model declined to read this message.",
    "cut_off": "The model's answer was cut off.",
    "bad_answer": "The model's answer did not fit the question.",
    "leaked": "The model's answer gave its instructions away.",
    "connection": "The model cannot be reached.",
}
LEAKED = "rules_leaked"  # the flag of a run whose model repeated the canary
SPENT = "The AI budget of this {span} is spent; the built-in engine answered."
T = TypeVar("T")


class Bill(NamedTuple):
    """Requests made to one endpoint, and tokens sent and got."""

    where: Endpoint
    calls: int
    tokens: tuple[int, int]


@dataclass(slots=True)
class Course:
    """How an asking went, for the run's row. away: who failed before, in order. answered: who did not."""

    away: list[tuple[Endpoint, ModelAway]] = field(default_factory=list)
    answered: tuple[Endpoint, Answer] | None = None

    @property
    def flags(self) -> list[str]:
        return [LEAKED] if any(away.kind == "leaked" for _, away in self.away) else []

    @property
    def reason(self) -> str:
        """Why not the first one; empty when nothing failed. With one endpoint it needs no name."""
        return why(self.away[-1][1]) if self.away else ""

    @property
    def note(self) -> str:
        """The sentence when a later endpoint answered."""
        return "; ".join(f"{where.name}: {why(away)}" for where, away in self.away)

    @property
    def calls(self) -> int:
        return sum(call.calls for call in self._bills())

    def cost(self, *, of_platform: bool = False) -> int:
        """Of all calls, failed ones too, in millionths. of_platform: without an organization's endpoints."""
        bills = [bill for bill in self._bills() if not (of_platform and bill.where.is_guarded)]
        return sum(prices.cost(bill.where, *bill.tokens) for bill in bills)

    def about(self) -> dict[str, Any]:
        """Columns of the run: who answered, or else was asked, and what everything cost."""
        where, answer = self.answered or (None, None)
        bills = self._bills()
        asked = dict.fromkeys(bill.where.model for bill in bills if bill.calls)
        return {
            "model": answer.model[:80] if answer else "",
            "asked": "" if answer else ", ".join(asked)[:160],
            "provider": where.name[:60] if where else "",
            "tokens_in": sum(bill.tokens[0] for bill in bills),
            "tokens_out": sum(bill.tokens[1] for bill in bills),
            "latency_ms": answer.latency_ms if answer else 0,
            "calls": self.calls,
            "cost": self.cost(),
            "unpriced": sum(prices.unpriced(bill.where, *bill.tokens) for bill in bills),
        }

    def _bills(self) -> list[Bill]:
        bills = [Bill(where, away.calls, away.tokens) for where, away in self.away]
        if self.answered:
            where, answer = self.answered
            bills.append(Bill(where, answer.calls, (answer.tokens_in, answer.tokens_out)))
        return bills


def first(
    routes: Sequence[Endpoint],
    ask: Callable[[Endpoint], tuple[T, Answer]],
    *,
    task: str,
    size: int,
    longest: int = prices.ANSWER,
) -> tuple[T | None, Course]:
    """What the first endpoint that could said, None when none could; and how it went.

    ask: one call within settings.AI_DEADLINE; raises ModelAway. size: bytes of the question without rules
    and schema; longest: the most tokens asked for. Raises BudgetGone before anybody is asked. Gives the
    connection back.
    """
    held = hold(task, routes, size, longest)
    give_connection_back()
    course = Course()
    try:
        return through(routes, ask, course), course
    finally:
        settle(held, course)


def hold(
    task: str, routes: Sequence[Endpoint], size: int, longest: int = prices.ANSWER
) -> CostReservation | None:
    """Set the most that a question can cost aside. None when the models cost nothing that we know of.

    Raises BudgetGone.
    """
    amount = prices.worst(routes, size, longest)
    return billing.reserve_cost(task, amount, book.decided().caps) if amount else None


def through(
    routes: Sequence[Endpoint], ask: Callable[[Endpoint], tuple[T, Answer]], course: Course
) -> T | None:
    """Ask them one after the other, noting in `course` how it goes. Any thread may: no database is asked."""
    end = time.monotonic() + LONGEST
    for where in routes:
        if course.away and time.monotonic() > end:
            break
        try:
            found, answer = ask(where)
        except ModelAway as trouble:
            course.away.append((where, trouble))
        except Exception:  # a client library may fail in ways nobody listed
            log.exception("model call failed unexpectedly", extra={"provider": where.provider})
            course.away.append((where, ModelAway("connection")))
        else:
            course.answered = where, answer
            return found
    return None


def settle(held: CostReservation | None, course: Course) -> None:
    """What it did cost instead of the most it could, and how the endpoints did."""
    if held is not None and course.calls:
        cost, ours = course.cost(), course.cost(of_platform=True)
        billing.commit_cost(held, cost, platform=ours, calls=course.calls)
    elif held is not None:
        billing.release_cost(held)
    for where, away in course.away:
        health.failed(where, away, why(away))
    if course.answered:
        health.worked(*course.answered)


def why(away: ModelAway) -> str:
    """The sentence people read."""
    kind = "bad_answer" if isinstance(away, BadAnswer) and away.kind not in WHY_AWAY else away.kind
    return WHY_AWAY.get(kind, WHY_AWAY["connection"])


def spent(refusal: billing.BudgetGone) -> str:
    """The sentence people read when a cap is reached."""
    return SPENT.format(span=refusal.data.get("span", "month"))


def give_connection_back() -> None:
    """No connection waits for a model. Inside a transaction (tests) it cannot be given back."""
    if not connection.in_atomic_block:
        connection.close()
