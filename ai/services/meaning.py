"""Vectors of meaning: made in a task when sources change, asked for with each draft. None is ever needed.

Whatever fails here (no budget, the endpoint away, an answer that cannot be), search goes on without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from ai import book, gateway, meaning, routes
from ai.contracts import Letter
from ai.gateway import Endpoint
from ai.gateway.embedding import AT_ONCE, Row
from ai.meaning import Piece
from ai.models import SourceVector, Task
from ai.services import asking
from ai.services.asking import Course
from ai.text.clean import clean
from ai.text.masked import Masked
from ai.text.redact import Redactor
from billing import services as billing
from tenants import context, locks, tasks
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock

ALARM = "ai.meaning"
PAUSE = timedelta(seconds=20)  # changes come in bursts; they are embedded together
AGAIN = timedelta(minutes=10)  # after a failure
BATCHES = 20  # of one task: a long list goes on in the next one
ASKED = 2_000  # characters of a question
PATIENCE = 5.0  # seconds: a draft does not wait longer for a better search


def look_later() -> None:
    """Something that is searched, or who embeds it, has changed. Cheap where nobody embeds."""
    if _is_wanted() or SourceVector.objects.exists():
        ensure_alarm(ALARM, "sources", clock.now() + PAUSE)


def embed_sources() -> int:
    """Embed what has no vector yet, forget what no source says any more. Returns how many were embedded.

    Each batch is stored as it comes, so that whoever goes on begins where this one ended.
    """
    ways = routes.to(Task.EMBEDDING)
    if not ways:
        if not _is_wanted():  # else it is only shut for a while
            SourceVector.objects.all().delete()
        return 0
    try:
        with locks.held(f"meaning {context.require_tenant()}", wait=False):
            return _embedded([one for one in ways if one.model == ways[0].model])
    except locks.Held:
        return 0


def near(letter: Letter) -> tuple[Mapping[str, float], Course | None]:
    """({source: how near it is to the letter}, what that cost). Empty where that cannot be said now."""
    ways = routes.to(Task.EMBEDDING)
    if not ways:
        return {}, None
    if (known := meaning.space(ways[0].model)) is None:
        look_later()
        return {}, None
    able = [one for one in ways if one.model == known.model] or [replace(ways[0], model=known.model)]
    words = f"{clean(letter.subject, 300)}\n{clean(letter.body, ASKED)}"
    text = Redactor(book.decided().masking).redact(words)
    try:
        rows, course = _ask(able, [text], min(PATIENCE, settings.AI_DEADLINE))
    except billing.BudgetGone:
        return {}, None
    return (known.near(rows[0]) if rows else {}), course


def _embedded(ways: Sequence[Endpoint]) -> int:
    model, done = ways[0].model, 0
    todo = meaning.missing(model)
    for start in range(0, min(len(todo), BATCHES * AT_ONCE), AT_ONCE):
        batch = todo[start : start + AT_ONCE]
        rows = _vectors(ways, batch)
        if rows is None:
            ensure_alarm(ALARM, "sources", clock.now() + AGAIN)
            return done
        _store(model, batch, rows)
        done += len(batch)
    if meaning.missing(model):
        tasks.wake("ai.embed_sources")
    else:
        _prune(model)
    return done


def _vectors(ways: Sequence[Endpoint], batch: Sequence[Piece]) -> list[Row] | None:
    """None when nobody could say, or in another length than before without saying so twice."""
    try:
        rows, _ = _ask(ways, [piece.text for piece in batch], settings.AI_DEADLINE)
        known = SourceVector.objects.filter(model=ways[0].model).values_list("dimensions", flat=True).first()
        if rows and known not in (None, len(rows[0])):
            again, _ = _ask(ways, [batch[0].text], settings.AI_DEADLINE)
            return rows if again and len(again[0]) == len(rows[0]) else None
        return rows
    except billing.BudgetGone:
        return None


def _ask(ways: Sequence[Endpoint], texts: list[Masked], seconds: float) -> tuple[list[Row] | None, Course]:
    size = sum(len(text.encode()) for text in texts)
    return asking.first(
        ways, lambda where: gateway.embed(where, texts, seconds),
        task=Task.EMBEDDING, size=size, longest=0,
    )  # fmt: skip


@transaction.atomic
def _store(model: str, batch: Sequence[Piece], rows: Sequence[Row]) -> None:
    """A model that answers in another length than before is another one: its older vectors are of no use."""
    size = len(rows[0])
    SourceVector.objects.filter(model=model).exclude(dimensions=size).delete()
    SourceVector.objects.bulk_create(
        [
            SourceVector(model=model, mark=piece.mark, dimensions=size, vector=meaning.packed(row))
            for piece, row in zip(batch, rows, strict=True)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def _prune(model: str) -> None:
    """Every piece has a vector of the wanted model: all others go."""
    marks = {piece.mark for piece in meaning.pieces()}
    SourceVector.objects.exclude(model=model).delete()
    SourceVector.objects.exclude(mark__in=marks).delete()


def _is_wanted() -> bool:
    """Whether some endpoint that is switched on has a model for it, reachable or not."""
    return any(row.is_on and routes.models_of(row).get(Task.EMBEDDING) for row in routes.order())
