"""A person thinks better of what they said about a field: everything stands again as it stood before.

The ticket, what triage is judged by, and what the engine learns from: the correction is no example any more.
What is to be put back travels with the page (portal.agent.taking_back), so nothing is kept for the many
corrections that nobody takes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import transaction

from ai import rules
from ai.events import FieldCorrected
from ai.models import Correction, Result
from ai.selectors.panel import PREFIX
from ai.services import autonomy, learning, moving_back, verdicts
from ai.services.corrections import correct
from ai.services.moving_back import Way
from core.audit import trail
from core.desk import selectors as desk
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict

WRITES = {  # columns that a correction of the field may write, its own first
    "category": ("category", "queue"),
    "priority": ("priority",),
    "sentiment": ("sentiment",),
    "tags": ("tags",),
    "escalation": ("is_escalated", "escalation_reason"),
}
_ROWS: dict[str, Callable[[Any], Any]] = {
    "category": desk.category,
    "queue": desk.queue,
    "tags": desk.tags_named,
}
Told = dict[str, Any]


class Toggled(NamedTuple):
    """A tag that is put on or taken off, whatever others do to the other tags at the same moment."""

    name: str

    def among(self, ticket: Ticket) -> list[str]:
        """All tags of the ticket then. Call with the ticket locked."""
        return sorted(set(ticket.tags.values_list("name", flat=True)) ^ {self.name})


class DecidedSince(Conflict):
    code = "triage.decided_since"
    sentence = "Somebody has decided this again since. Nothing was changed."


@transaction.atomic
def correct_for_now(ticket: Ticket, field: str, value: Any, by: Actor, *, source: str) -> Told | None:
    """`correct`, and what `take_back` goes by, as JSON; None for fields that go back by other doors.

    value: of tags also Toggled.
    """
    part = next(iter(value)) if field == rules.DETAILS and isinstance(value, dict) and len(value) == 1 else ""
    if not (part or field in WRITES):
        correct(ticket, field, value, by, source=source)
        return None
    row = Ticket.every.select_for_update(of=("self",)).get(pk=ticket.pk)
    if isinstance(value, Toggled):
        value = value.among(row)
    result = Result.objects.filter(ticket=row, field=field, part=part, is_latest=True).first()
    before, since = _stood(row, field, part), autonomy.back_since(field)
    told = {
        "ticket": row.pk,
        "field": field,
        "part": part,
        "needs_review": row.needs_review,
        "result": result.pk if result else None,
        "applied_at": result.applied_at.isoformat() if result and result.applied_at else None,
        "verdicts": verdicts.standing(result) if result else [],
    }
    made = correct(ticket, field, value, by, source=source)
    now = autonomy.back_since(field)
    fresh = Ticket.every.get(pk=row.pk)
    after = _stood(fresh, field, part)
    stepped = now if now != since else ""
    moved = {"held": [row.assignee_id, fresh.assignee_id]} if field == "category" else {}
    return told | moved | {"correction": made.pk, "before": before, "after": after, "stepped_back": stepped}


@transaction.atomic
def take_back(told: Told, by: Actor) -> list[str]:
    """Twice is once. Returns what of queue and assignee a category has changed and stays, for somebody
    has decided about it since. Raises DecidedSince, TicketIsMerged. Emits FieldCorrected, TicketChanged
    and TicketAssigned.
    """
    field, part, before, after = told["field"], told["part"], told["before"], told["after"]
    ticket = Ticket.every.select_for_update(of=("self",)).get(pk=told["ticket"])
    decided = Correction.objects.filter(ticket=ticket, field=field)
    if part:
        decided = decided.filter(value__has_key=part)
    made = decided.filter(pk=told["correction"])
    if not made.exists():
        return []
    own, now = _columns(field, part)[0], _stood(ticket, field, part)
    is_ours = all(now[part_of][own] == after[part_of][own] for part_of in ("values", "chosen"))
    if not is_ours or decided.filter(pk__gt=told["correction"]).exists():
        raise DecidedSince

    result = Result.objects.filter(pk=told["result"]).first() if told["result"] else None
    values = _to_write(before["values"], after["values"], now["values"])
    if told["needs_review"] and result and result.is_latest:
        values["needs_review"] = True
    way = _way(told)
    if left := moving_back.left(ticket, way) if way else []:
        values["queue"] = ticket.queue  # the category of before would bring its own
    marks = {
        name: ref for name, ref in before["chosen"].items() if now["chosen"][name] == after["chosen"][name]
    }
    fresh = tickets.put_back(ticket, by=by, chosen=marks, **values)
    if way and not left:
        left = moving_back.hand_back(fresh, way, by)
    if result:
        Result.objects.filter(pk=result.pk).update(applied_at=told["applied_at"])
        verdicts.put_back(result, told["verdicts"])
    if told["stepped_back"] and field in rules.WATCHED:
        autonomy.take_back_step(field, told["stepped_back"], by)
    made.delete()
    learning.forget_at_once()
    trail.record("ai.correction_taken_back", on=ticket, by=by, after={"field": field})
    publish(FieldCorrected(ticket.pk, field, told["correction"]))
    return left


def _way(told: Told) -> Way | None:
    """Of a category that has moved the ticket."""
    queues = [told[side]["values"].get("queue") for side in ("before", "after")]
    if queues[0] == queues[1] or "held" not in told:
        return None
    return Way((queues[0], queues[1]), tuple(told["held"]))


def _columns(field: str, part: str) -> tuple[str, ...]:
    return (f"{PREFIX}{part}",) if part else WRITES[field]


def _stood(row: Ticket, field: str, part: str) -> Told:
    """What a correction of this field may change of the ticket. part: of details the key of its own field."""
    stood, names = tickets.stand(row, tags=field == "tags"), _columns(field, part)
    return {
        "values": {name: stood["values"].get(name) for name in names},
        "chosen": {name: stood["chosen"].get(name) for name in names},
    }


def _to_write(before: Told, after: Told, now: Told) -> Told:
    """What the correction has changed and nobody since."""
    names = [name for name in before if before[name] != after[name] and now[name] == after[name]]
    return {
        name: _ROWS[name](before[name]) if name in _ROWS and before[name] is not None else before[name]
        for name in names
    }
