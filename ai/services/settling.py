"""A person says which category is right for two near-equal messages: the other ticket follows.

For UNDO_FOR it can be taken back: ticket, decisions and verdicts then stand as they stood before.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ai.models import Contradiction, Correction
from ai.rules import CORRECT
from ai.selectors.contradictions import UNDO_FOR
from ai.services.masking import settings_row
from ai.services.taking_back import DecidedSince, correct_for_now, take_back
from core.audit import trail
from core.tickets.models import Ticket
from core.tickets.selectors import check
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Refused

SOURCE, CATEGORY = "settled", "category"


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


class TooLateToUndo(Conflict):
    code = "contradiction.too_late"
    sentence = "This can be undone for a day. Change the ticket's category itself."


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
    row.undo = {}
    for side in sides if keep else ():
        if side.value != keep:
            check(by, side.ticket.queue_id, CORRECT)
            row.undo = correct_for_now(side.ticket, CATEGORY, keep, by, source=SOURCE)
    row.save(update_fields=["kept", "settled_at", "settled_by", "undo"])
    trail.record("ai.contradiction_settled", on=row, by=by, after={"kept": keep})
    return row


@transaction.atomic
def unsettle_contradiction(pair: Contradiction, by: Actor) -> Contradiction:
    """Take it back: the ticket that followed stands as before, and the pair waits for somebody again.

    Twice is once. If the field stepped back to suggesting because of it, it applies by itself again.
    Raises TooLateToUndo, DecidedAnew when somebody decided that ticket since, TicketIsMerged; Refused without
    ai.correct where a ticket moves back.
    """
    settings_row()  # before the pair, as erasing locks them
    row = Contradiction.objects.select_for_update().get(pk=pair.pk)
    if row.settled_at is None:
        return row
    if row.undo is None or clock.now() - row.settled_at > UNDO_FOR:
        raise TooLateToUndo
    if row.undo:
        if not by.may(CORRECT):
            raise Refused(permission=CORRECT)
        _move_back(row.undo, by)
    kept, row.kept, row.settled_at, row.settled_by, row.undo = row.kept, "", None, None, None
    row.save(update_fields=["kept", "settled_at", "settled_by", "undo"])
    trail.record("ai.contradiction_unsettled", on=row, by=by, before={"kept": kept})
    return row


def _move_back(told: dict[str, Any], by: Actor) -> None:
    try:
        take_back(told, by)
    except DecidedSince:
        raise DecidedAnew(ticket=Ticket.every.get(pk=told["ticket"]).label) from None


def _check_still_stand(sides: tuple[Correction, Correction]) -> None:
    """A later word about a ticket is the last one: a page that was open since must not take it back."""
    tickets = [side.ticket_id for side in sides]
    list(Ticket.objects.select_for_update().filter(pk__in=tickets).order_by("pk").values_list("pk"))
    for side in sides:
        said = Correction.objects.filter(ticket=side.ticket_id, field="category", pk__gt=side.pk)
        if said.exists():
            raise DecidedAnew(ticket=side.ticket.label)
