"""Near-equal messages that people gave different categories: found by the learner, settled by a person.

Both as examples teach the engine nothing but doubt. Looked for among the newest decisions alone, so that the
cost of a learning stays what it is.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction

from ai import options
from ai.models import Contradiction, Correction

LOOKED_AT = 200  # newest decisions that the learner did not know
COMPARED = 1_000  # newest decided tickets they are held against: one to four seconds of CPU
NEAR = 0.9  # cosine from which two texts are nearly the same (local.memory.SAME)
SHORTEST = 25  # characters; shorter ones are alike by chance
MOST = 3  # of one message


class Decided(NamedTuple):
    """A ticket's category as it was decided last."""

    pk: int
    ticket_id: int
    value: str
    text: str


def find(after: int) -> int:
    """Note what contradicts among decisions newer than `after`, an id. Returns how many pairs are new."""
    known = _decided()
    places = [place for place, row in enumerate(known) if row.pk > after][-LOOKED_AT:]
    if not places or len(known) < 2:
        return 0
    return _kept(_pairs(known, places))


@transaction.atomic
def _kept(pairs: list[Contradiction]) -> int:
    """Those of which nothing was erased meanwhile."""
    named = {pk for pair in pairs for pk in (pair.one_id, pair.other_id)}
    there = set(Correction.objects.select_for_update().filter(pk__in=named).values_list("pk", flat=True))
    before = Contradiction.objects.count()
    Contradiction.objects.bulk_create(
        [pair for pair in pairs if {pair.one_id, pair.other_id} <= there], ignore_conflicts=True
    )
    return Contradiction.objects.count() - before


def _pairs(known: list[Decided], places: list[int]) -> list[Contradiction]:
    from ai.local.features import vector_of  # numpy stays out of web processes
    from ai.local.sparse import stacked

    vectors = [vector_of(row.text) for row in known]
    block, found = stacked(vectors), []
    for place in places:
        scores = block.scores(vectors[place])
        near = [at for at in scores.argsort()[::-1][: 10 * MOST].tolist() if scores[at] >= NEAR]
        others = [at for at in near if known[at].value != known[place].value]
        for at in others[:MOST]:
            one, other = sorted((known[place].pk, known[at].pk))
            found.append(Contradiction(one_id=one, other_id=other, likeness=min(1.0, float(scores[at]))))
    return found


def _decided() -> list[Decided]:
    """The last decision about each of the newest tickets, oldest first."""
    rows = options.with_text(Correction.objects.filter(field="category")).order_by("-pk")
    newest: dict[int, Decided] = {}
    for pk, ticket, value, subject, text in rows.values_list(
        "pk", "ticket_id", "value", "ticket__subject", "text"
    )[: 2 * COMPARED]:
        said = f"{subject}\n{text}" if subject else text
        if len(newest) < COMPARED and len(text) >= SHORTEST:
            newest.setdefault(ticket, Decided(pk, ticket, str(value), said))
    return sorted(newest.values())
