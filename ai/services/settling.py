"""A person says which category is right for two near-equal messages: the other ticket follows."""

from __future__ import annotations

from django.db import transaction

from ai.models import Contradiction
from ai.services.corrections import correct
from core.audit import trail
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

SOURCE = "settled"


class NeitherOfThem(Invalid):
    """data: category."""

    code = "contradiction.neither"
    sentence = "“{category}” is the category of neither message."


class AlreadySettled(Conflict):
    """data: kept."""

    code = "contradiction.settled"
    sentence = "Somebody has settled this already."


@transaction.atomic
def settle_contradiction(pair: Contradiction, keep: str, by: Actor) -> Contradiction:
    """keep: the category that is right for both; "" when each is right where it is. Twice is once.

    Raises NeitherOfThem, AlreadySettled, UnknownCategory.
    """
    rows = Contradiction.objects.select_for_update(of=("self",)).select_related("one", "other")
    row = rows.get(pk=pair.pk)
    sides = (row.one, row.other)
    if row.settled_at:
        if row.kept == keep:
            return row
        raise AlreadySettled(kept=row.kept)
    if keep and keep not in {str(side.value) for side in sides}:
        raise NeitherOfThem(category=keep[:60])

    row.kept, row.settled_at = keep, clock.now()
    row.settled_by_id = by.id if by.kind == "user" else None
    row.save(update_fields=["kept", "settled_at", "settled_by"])
    for side in sides if keep else ():
        if side.value != keep:
            correct(side.ticket, "category", keep, by, source=SOURCE)
    trail.record("ai.contradiction_settled", on=row, by=by, after={"kept": keep})
    return row
