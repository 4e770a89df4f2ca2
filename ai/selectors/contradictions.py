"""Near-equal messages with different categories that nobody has settled yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from ai import options
from ai.models import Contradiction, Correction
from core.tickets import selectors as tickets
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

UNDO_FOR = timedelta(days=1)  # after which a settled pair stays settled
MOST_LATELY = 20


class NoSuchContradiction(NotFound):
    code = "contradiction.not_found"
    sentence = "There is no such pair of messages."


@dataclass(frozen=True, slots=True)
class Side:
    """One of two messages: its decision, with ticket and person, and the first words it rests on."""

    decision: Correction
    text: str


def contradictions(actor: Actor) -> QuerySet[Contradiction]:
    """Those whose two tickets the actor may see and whose categories still differ, newest first."""
    seen = tickets.visible(actor).values("pk")
    rows = Contradiction.objects.filter(settled_at=None, one__ticket__in=seen, other__ticket__in=seen)
    rows = rows.exclude(Exists(_later("one"))).exclude(Exists(_later("other")))
    return rows.select_related("one__ticket", "one__user", "other__ticket", "other__user")


def contradiction(actor: Actor, pk: int) -> Contradiction:
    """One of them, settled or not. NoSuchContradiction."""
    seen = tickets.visible(actor).values("pk")
    row = Contradiction.objects.filter(pk=pk, one__ticket__in=seen, other__ticket__in=seen).first()
    if row is None:
        raise NoSuchContradiction
    return row


def settled_lately(actor: Actor) -> list[Contradiction]:
    """What was settled and can still be taken back, newest first, of tickets that the actor may see."""
    seen, since = tickets.visible(actor).values("pk"), clock.now() - UNDO_FOR
    rows = Contradiction.objects.filter(settled_at__gt=since, undo__isnull=False)
    rows = rows.filter(one__ticket__in=seen, other__ticket__in=seen).order_by("-settled_at")
    return list(rows.select_related("one__ticket", "other__ticket", "settled_by")[:MOST_LATELY])


def sides_of(rows: Sequence[Contradiction]) -> dict[int, tuple[Side, Side]]:
    """{id: both messages}. One query."""
    decisions = {one.pk: one for row in rows for one in (row.one, row.other)}
    said = options.with_text(Correction.objects.filter(pk__in=decisions)).order_by()
    texts = dict(said.values_list("pk", "text"))
    return {
        row.pk: (Side(row.one, texts.get(row.one_id) or ""), Side(row.other, texts.get(row.other_id) or ""))
        for row in rows
    }


def _later(side: str) -> QuerySet[Correction]:
    """A decision about the same ticket that came after."""
    later = Correction.objects.filter(ticket=OuterRef(f"{side}__ticket"), field="category")
    return later.filter(pk__gt=OuterRef(f"{side}_id"))
