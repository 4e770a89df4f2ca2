"""Reading one customer message: the model when there is one and it answers, else the local engine.

The order is fixed: claim, load the facts, give the database connection back, ask, store in one
transaction. Whatever goes wrong with the model ends in a reading by the local engine; whatever goes
wrong with that is tried again and ends visibly.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace

from django.db import connection, transaction

from ai import gateway, options
from ai.contracts import Reading
from ai.gateway import Answer, BadAnswer, Endpoint, ModelAway
from ai.models import Run
from ai.services import facts, runs, storing
from ai.services.facts import Facts
from ai.services.runs import Claim, LostTurn
from ai.triage import by_model
from billing import services as billing
from billing.models import Reservation
from billing.services.usage import Spent

log = logging.getLogger(__name__)
METER = "ai_messages"
WHY_AWAY = {
    "timeout": "The model did not answer in time.",
    "rate_limited": "The model's provider turns requests away at the moment.",
    "server_error": "The model's provider has an error.",
    "breaker_open": "The model has been failing; it is asked again shortly.",
    "refused_key": "The model's provider refuses our key, or does not know the model.",
    "not_json": "The model's address answers something else than a model.",
    "too_big": "The model's answer was far too long.",
    "refusal": "The model declined to read this message.",
    "cut_off": "The model's answer was cut off.",
    "bad_answer": "The model's answer did not fit the question.",
    "connection": "The model cannot be reached.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading and how it came about. reservation: what the model call was set aside from.

    second: what the local engine reads, beside a model's reading.
    took: seconds of wall clock until the reading was there, storing it not counted.
    """

    reading: Reading
    second: Reading | None = None
    state: str = Run.State.DONE
    reason: str = ""
    answer: Answer | None = None
    reservation: Reservation | None = None
    took: float = 0.0


def read_and_store(run_id: int) -> Outcome | None:
    """Triage the run's message. Harmless when it is settled already or in other hands.

    Returns what was stored; None when nothing was.
    """
    if (claim := runs.claim(run_id)) is None:
        return None
    try:
        known = facts.of(claim.message_id)
        if known.why_not:
            _skip(claim, known.why_not)
            return None
        began = time.perf_counter()
        outcome = read(known, claim.run_id)
        outcome = replace(outcome, took=time.perf_counter() - began)
        storing.keep(claim, known, outcome)
        return outcome
    except LostTurn:
        return None
    except Exception as error:  # any fault of ours: the message must not stay unread
        log.exception("triage failed", extra={"run": run_id, "attempt": claim.attempts})
        with transaction.atomic():
            runs.put_off(claim, error)
    return None


def read(known: Facts, run_id: int) -> Outcome:
    """The reading by whoever may and can. Raises only what the local engine raises."""
    where = gateway.endpoint()
    if where is None:
        return Outcome(read_locally(known))
    try:
        reservation = billing.reserve(METER, key=spent_as(run_id))
    except Spent as spent:
        renews = spent.data.get("renews_on")
        reason = f"This month's AI allowance is spent; the built-in engine answered. It renews on {renews}."
        return Outcome(read_locally(known), reason=reason)
    second = _second_opinion(known)
    try:
        reading, answer = _ask(where, known)
    except ModelAway as away:
        reason = why(away)
    except Exception:  # a client library may fail in ways nobody listed
        log.exception("model call failed unexpectedly", extra={"run": run_id})
        reason = WHY_AWAY["connection"]
    else:
        return Outcome(reading, second, answer=answer, reservation=reservation)
    billing.release(reservation)
    return Outcome(read_locally(known), state=Run.State.FALLEN_BACK, reason=reason)


def read_locally(known: Facts) -> Reading:
    """The embedded engine's reading: some milliseconds, no network."""
    return options.engine().read(known.letter, tags=options.tags())


def _second_opinion(known: Facts) -> Reading | None:
    """What the local engine reads where a model is asked, too; before the connection is given back."""
    try:
        return read_locally(known)
    except Exception:  # the model's answer does not depend on it
        log.exception("no second opinion", extra={"message": known.message_id})
        return None


def spent_as(run_id: int) -> str:
    """The key of a message's unit; its first draft is part of it."""
    return f"run:{run_id}"


def why(away: ModelAway) -> str:
    """The sentence people read."""
    kind = "bad_answer" if isinstance(away, BadAnswer) and away.kind not in WHY_AWAY else away.kind
    return WHY_AWAY.get(kind, WHY_AWAY["connection"])


def give_connection_back() -> None:
    """No connection waits for a model. Inside a transaction (tests) it cannot be given back."""
    if not connection.in_atomic_block:
        connection.close()


def _ask(where: Endpoint, known: Facts) -> tuple[Reading, Answer]:
    categories, tags = options.leaves(), options.tags()
    give_connection_back()
    return by_model.read(where, known.letter, categories, tags)


def _skip(claim: Claim, reason: str) -> None:
    with transaction.atomic():
        runs.settle(claim, Run.State.SKIPPED, reason=reason)
