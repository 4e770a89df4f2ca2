"""A person says which category is right for two near-equal messages: the other ticket follows."""

from __future__ import annotations

from django.db import transaction

from ai.models import Contradiction, Correction
from ai.rules import CORRECT
from ai.services.corrections import correct
from core.audit import trail
from core.tickets.models import Ticket
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused

SOURCE = "settled"


class NeitherOfThem(Invalid):
    """data: category."""

    code = "contradiction.neither"
    sentence = "“{category}” is the category of neither message."


class DecidedAnew(Conflict):
    """data: ticket (label)."""

    code = "contradiction.decided_anew"
    sentence = "Somebody has decided {ticket} anew since the two were compared. Nothing was changed."


class AlreadySettled(Conflict):
    """data: kept."""

    code = "contradiction.settled"
    sentence = "Somebody has settled this already."


@transaction.atomic
def settle_contradiction(pair: Contradiction, keep: str, by: Actor) -> Contradiction:
    """keep: the category that is right for both; "" when each is right where it is. Twice is once.

    Raises NeitherOfThem, AlreadySettled, DecidedAnew, UnknownCategory; Refused without ai.correct where a
    ticket would follow.
    """
    if keep and not by.may(CORRECT):
        raise Refused(permission=CORRECT)
    rows = Contradiction.objects.select_for_update(of=("self",)).select_related("one", "other")
    row = rows.get(pk=pair.pk)
    sides = (row.one, row.other)
    if row.settled_at:
        if row.kept == keep:
            return row
        raise AlreadySettled(kept=row.kept)
    if keep and keep not in {str(side.value) for side in sides}:
        raise NeitherOfThem(category=keep[:60])
    _check_still_stand(sides)

    row.kept, row.settled_at = keep, clock.now()
    row.settled_by_id = by.id if by.kind == "user" else None
    row.save(update_fields=["kept", "settled_at", "settled_by"])
    for side in sides if keep else ():
        if side.value != keep:
            correct(side.ticket, "category", keep, by, source=SOURCE)
    trail.record("ai.contradiction_settled", on=row, by=by, after={"kept": keep})
    return row


def _check_still_stand(sides: tuple[Correction, Correction]) -> None:
    """A later word about a ticket is the last one: a page that was open since must not take it back."""
    tickets = [side.ticket_id for side in sides]
    list(Ticket.objects.select_for_update().filter(pk__in=tickets).order_by("pk").values_list("pk"))
    for side in sides:
        said = Correction.objects.filter(ticket=side.ticket_id, field="category", pk__gt=side.pk)
        if said.exists():
            raise DecidedAnew(ticket=side.ticket.label)
