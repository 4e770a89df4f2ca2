"""Reading one customer message: the model when there is one and it answers, else the local engine.

The order is fixed: claim, load the facts, give the database connection back, ask, store in one
transaction. Whatever goes wrong with the model ends in a reading by the local engine; whatever goes
wrong with that is tried again and ends visibly.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from ai import book, options, routes
from ai.contracts import DetailOption, DetailReading, Flag, Reading
from ai.details.finding import finder
from ai.details.said import joined
from ai.gateway import Answer, Endpoint
from ai.models import Run, Task
from ai.prompts import triage as prompt
from ai.services import asking, facts, runs, storing
from ai.services.asking import Course
from ai.services.facts import Facts
from ai.services.runs import Claim, LostTurn
from ai.triage import by_model
from ai.triage.merging import guarded
from billing import services as billing
from billing.models import Reservation
from billing.services.usage import Spent
from core.realtime import presence

log = logging.getLogger(__name__)
METER = "ai_messages"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading and how it came about. reservation: what the model call was set aside from.

    second: what the local engine reads, beside a model's reading.
    course: how the asking went and what it cost; None when nobody was asked.
    version: of the words it was asked in.
    took: seconds of wall clock until the reading was there, storing it not counted.
    """

    reading: Reading
    second: Reading | None = None
    state: str = Run.State.DONE
    reason: str = ""
    reservation: Reservation | None = None
    took: float = 0.0
    course: Course | None = None
    version: str = ""

    @property
    def answer(self) -> Answer | None:
        """What the model said that was believed."""
        answered = self.course.answered if self.course else None
        return answered[1] if answered else None


def read_and_store(run_id: int) -> Outcome | None:
    """Triage the run's message. Harmless when it is settled already or in other hands.

    Returns what was stored; None when nothing was.
    """
    if (claim := runs.claim(run_id)) is None:
        return None
    try:
        with presence.ai_at_work(claim.ticket_id):
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
    ways = routes.to(Task.TRIAGE)
    if not ways:
        return Outcome(read_locally(known))
    try:
        reservation = billing.reserve(METER, key=spent_as(run_id))
    except Spent as spent:
        renews = spent.data.get("renews_on")
        reason = f"This month's AI allowance is spent; the built-in engine answered. It renews on {renews}."
        return Outcome(read_locally(known), reason=reason)
    second, guidance, details = _second_opinion(known), book.decided().guidance, options.details()
    try:
        reading, course = _ask(ways, known, guidance, details, second.flags if second else None)
    except billing.BudgetGone as gone:
        billing.release(reservation)
        return Outcome(read_locally(known), reason=asking.spent(gone))
    if reading is not None:
        base = book.decided().prompt("triage")
        if second is not None and base not in prompt.ASKS_OF_THANKS:
            reading = replace(reading, thanks=second.thanks)  # nobody else was asked
        exact = second.details if second else ()
        reading = replace(guarded(reading, second), details=joined(exact, reading.details, details))
        return Outcome(
            reading, second, reason=course.note, reservation=reservation, course=course,
            version=prompt.version(guidance, base),
        )  # fmt: skip
    billing.release(reservation)
    return Outcome(read_locally(known), state=Run.State.FALLEN_BACK, reason=course.reason, course=course)


def read_locally(known: Facts) -> Reading:
    """The embedded engine's reading: some milliseconds, no network."""
    return replace(options.engine().read(known.letter, tags=options.tags()), details=_details(known))


def _details(known: Facts) -> tuple[DetailReading, ...]:
    """What is found exactly. A fault of a definition costs the details, never the reading."""
    try:
        return finder(options.details()).find(known.letter.subject, known.letter.body)
    except Exception:
        log.exception("no details", extra={"message_id": known.message_id})
        return ()


def _second_opinion(known: Facts) -> Reading | None:
    """What the local engine reads where a model is asked, too; before the connection is given back."""
    try:
        return read_locally(known)
    except Exception:  # the model's answer does not depend on it
        log.exception("no second opinion", extra={"message_id": known.message_id})
        return None


def spent_as(run_id: int) -> str:
    """The key of a message's unit; its first draft is part of it."""
    return f"run:{run_id}"


def _ask(
    ways: Sequence[Endpoint],
    known: Facts,
    guidance: str,
    details: tuple[DetailOption, ...],
    flags: tuple[Flag, ...] | None,
) -> tuple[Reading | None, Course]:
    """flags: of the letter, which the local engine has inspected; a model answers the same letter."""
    categories, tags, decided = options.leaves(), options.tags(), book.decided()
    letter, masking, base = known.letter, decided.masking, decided.prompt("triage")
    return asking.first(
        ways,
        lambda where: by_model.read(
            where, letter, categories, tags, masking, guidance, base, details, flags
        ),
        task=Task.TRIAGE, size=by_model.size(letter, categories, tags, guidance, details),
    )  # fmt: skip


def _skip(claim: Claim, reason: str) -> None:
    with transaction.atomic():
        runs.settle(claim, Run.State.SKIPPED, reason=reason)
