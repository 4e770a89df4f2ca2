"""Changing what a ticket is: subject, status, priority, category, queue, team, tags, triage values.

One verb for all of them, so that a form, the API, a rule and the advice behave alike. A field a
person has set is remembered in `chosen`; the advice may not write it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from core.audit import trail
from core.desk import selectors as desk
from core.desk.models import FINISHED, Category, Status, Tag, TicketType
from core.tickets.events import StatusChanged, TicketChanged, TicketDecided
from core.tickets.models import Ticket
from core.tickets.rules import CLOSE_CHILDREN, CREATE, LEAVE_CHILDREN, RUNGS
from core.tickets.selectors.own_fields import facts_of
from core.tickets.selectors.reach import check, level_in
from core.tickets.services import family, limits, own_fields, pending, targets
from core.tickets.services.answerable import set_estimate, set_responsible
from core.tickets.services.assign import released
from core.tickets.services.own_fields import UnknownField
from core.tickets.services.rows import changed_fields, locked, save
from core.tickets.services.status import STATUS_FIELDS, move
from core.tickets.services.thanks import set_thanks
from tenants.events.bus import publish
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

CHOOSABLE = frozenset(
    {"priority", "category", "type", "queue", "sentiment", "urgency", "language", "tags", "is_escalated"}
    | {"is_spam", "is_thanks"}
)
DECIDING = CHOOSABLE | {"status"}  # what a colleague changes here is somebody's judgement
PLAIN = frozenset(
    {"subject", "priority", "category", "type", "queue", "team", "sentiment", "urgency", "language", "due_at"}
    | {"is_escalated", "escalation_reason", "extracted", "needs_review", "is_suspect"}
    | set(pending.PENDING)
)
BESIDE = {
    "category": "queue",
    "status": "is_spam",
    "is_spam": "status",
    "is_thanks": "status",
}  # what a value may bring along


class MergeInstead(Invalid):
    code = "ticket.merge_instead"
    sentence = "Merge the ticket into another one: that says where it goes on."


class UnknownTag(Invalid):
    """data: tag."""

    code = "ticket.unknown_tag"
    sentence = "There is no tag called {tag}."


@transaction.atomic
def change(
    ticket: Ticket,
    *,
    by: Actor,
    seen: int | None = None,
    stands: bool = False,
    with_children: str = "",
    **values: Any,
) -> Ticket:
    """Give fields new values; fields that have them already are left out. Returns the fresh row.

    values: status (Status), priority (1-4), category (Category | None), type (TicketType | None), queue,
    team, subject, tags (iterable of Tag), sentiment, urgency, language, is_escalated, escalation_reason,
    due_at, extracted, needs_review, is_suspect, is_spam and is_thanks (bool; the status follows),
    responsible (User | None), estimated_minutes (int | None), pending_until, pending_reason and
    pending_then (see pending.py), fields ({key: value} of the organization's own; those not named
    stay, None empties). stands: advice leaves these values alone although no person wrote them (rules of
    mail). with_children: what becomes of open tickets under one that is finished: "leave", or "close" (those
    that this actor may change get its status); "" asks colleagues.
    Advice (by.kind "ai") never overwrites what a person chose: those fields are skipped.
    Raises StaleTicket, UnknownField, Invalid, FieldInvalid, FieldRequired, FieldReadOnly, BadMoment, BadThen,
    CannotAnswer, BadEstimate, Contradicting, CannotSnooze, HoldNeeds, ColumnFull, OpenChildren, and Refused
    for a queue they may hand nothing in to (a category leaves the ticket where it is then). Who holds it and
    may not work in its new queue lets go of it. Emits TicketChanged when something changed, and TicketDecided
    when a colleague changed it. In which order values are named makes no difference (targets.py).
    """
    children = family.locked_with(ticket.pk, by) if with_children == CLOSE_CHILDREN else ()
    ticket = locked(ticket.pk, seen)
    if "fields" in values:
        values |= own_fields.read(ticket, values.pop("fields"), by)
    if by.kind == "ai":
        values = {name: value for name, value in values.items() if name not in ticket.chosen}

    values = pending.read(targets.in_order(values))
    told = _with_beside(values)
    before, stood = {name: plain_of(ticket, name) for name in told}, facts_of(ticket)
    touched = {column for name, value in values.items() for column in _write(ticket, name, value)}
    if ticket.queue_id != stood.queue:
        touched |= _moved(ticket, stood.queue, by, is_asked="queue" in values)
    after = {name: plain_of(ticket, name) for name in told}
    if not (fields := changed_fields(before, after)):
        return ticket
    targets.check(ticket, fields)
    own_fields.check(ticket, stood, fields, by)
    pending.check(ticket, fields, by)
    if "status" in fields:
        limits.check(ticket, by)
    if "status" in values:
        family.ask(ticket, stood.status in FINISHED, with_children, by)
    if by.is_person or stands:
        said = {*values, "is_spam"}  # a status is a word about spam, too
        marked = [name for name in fields if name in said and _is_choosable(name)]
        ticket.chosen = {**ticket.chosen, **dict.fromkeys(marked, by.ref)}
        touched.add("chosen")
    save(ticket, *sorted(touched))
    if "pending_until" in fields:
        pending.watch(ticket)

    before, after = ({name: side[name] for name in fields} for side in (before, after))
    trail.record("ticket.changed", on=ticket, by=by, before=before, after=after)
    decided = [name for name in fields if name in DECIDING or own_fields.is_own(name)]
    _tell(ticket, by, fields, before, after, decided if by.kind == "user" else ())
    if ticket.is_finished:
        for child in children:
            change(child, by=by, status=ticket.status, with_children=LEAVE_CHILDREN)
    return ticket


@transaction.atomic
def choose(ticket: Ticket, *fields: str, by: Actor) -> Ticket:
    """Remember that a person stands by these fields as they are, so that advice leaves them alone.

    For confirming a value that is there already; `change` does it for values it writes. Twice is once.
    """
    ticket = locked(ticket.pk)
    new = [name for name in fields if _is_choosable(name) and name not in ticket.chosen]
    if not by.is_person or not new:
        return ticket
    ticket.chosen = {**ticket.chosen, **dict.fromkeys(new, by.ref)}
    return save(ticket, "chosen")


def _with_beside(values: Iterable[str]) -> list[str]:
    """The values and what they may bring along: audit lines and events tell of both."""
    names = list(values)
    return [*names, *(BESIDE[name] for name in names if name in BESIDE and BESIDE[name] not in names)]


def _tell(
    ticket: Ticket,
    by: Actor,
    fields: Sequence[str],
    before: dict[str, object],
    after: dict[str, object],
    decided: Iterable[str] = (),
) -> None:
    fact = TicketChanged(
        ticket.pk, by.ref, list(fields), before, after, ticket.version, status=ticket.status.key
    )
    publish(fact)
    if decided:
        publish(TicketDecided(ticket.pk, by.ref, sorted(decided)))
    if "status" in fields:
        publish(StatusChanged(ticket.pk, by.ref, ticket.is_finished))


def _is_choosable(name: str) -> bool:
    return name in CHOOSABLE or own_fields.is_own(name)


@transaction.atomic
def put_back(
    ticket: Ticket,
    *,
    by: Actor,
    chosen: Mapping[str, str | None],
    times: Mapping[str, datetime | None] | None = None,
    **values: Any,
) -> Ticket:
    """Fields as they stood before something that is taken back: nobody's decision, so advice learns nothing.

    chosen: whose word each field was then (a ref), None for nobody's. times: when it was resolved and closed,
    and until when it was put aside, where the status goes back. values: as `change` takes them, written in
    their order. Returns the fresh row. Emits TicketChanged, and StatusChanged.
    """
    ticket = locked(ticket.pk)
    told = _with_beside(values)
    before = {name: plain_of(ticket, name) for name in told}
    touched = {column for name, value in values.items() for column in _write(ticket, name, value)}
    for name, at in (times or {}).items():
        setattr(ticket, name, at)
    after = {name: plain_of(ticket, name) for name in told}
    targets.check(ticket, changed_fields(before, after))
    words = {name: ref for name, ref in ticket.chosen.items() if name not in chosen}
    ticket.chosen = words | {name: ref for name, ref in chosen.items() if ref is not None}
    save(ticket, *sorted({*touched, *(times or {}), "chosen"}))
    pending.watch(ticket)
    if fields := changed_fields(before, after):
        before, after = ({name: side[name] for name in fields} for side in (before, after))
        trail.record("ticket.changed", on=ticket, by=by, before=before, after=after)
        _tell(ticket, by, fields, before, after)
    return ticket


def _moved(ticket: Ticket, was: int | None, by: Actor, *, is_asked: bool) -> set[str]:
    """It lies in another queue: may it, and may who holds it answer there? Returns columns to save."""
    if is_asked:
        check(by, ticket.queue_id, CREATE)
    elif level_in(by, ticket.queue_id) < RUNGS[CREATE]:
        ticket.queue = desk.queue(was or 0)
        return set()
    return {"assignee"} if released(ticket, by=by) else set()


def _write(ticket: Ticket, name: str, value: Any) -> Iterable[str]:
    """Put one value on the row in hand; returns the columns to save."""
    if own_fields.is_own(name):
        return own_fields.write(ticket, name, value)
    if special := _SPECIAL.get(name):
        return special(ticket, value)
    if name not in PLAIN:
        raise UnknownField(field=name)
    setattr(ticket, name, value)
    return [name]


def _set_status(ticket: Ticket, status: Status) -> Iterable[str]:
    if ticket.status_id != status.pk:
        if status.category == Status.Category.MERGED:
            raise MergeInstead
        move(ticket, status)
    return STATUS_FIELDS


def _set_spam(ticket: Ticket, is_spam: bool) -> Iterable[str]:
    """To the status of spam, or back among the others: as new, or as open once it was answered."""
    ticket.is_suspect = False
    if ticket.is_spam == is_spam:
        return ["is_suspect"]
    alive = Status.Category.OPEN if ticket.first_replied_at else Status.Category.NEW
    move(ticket, desk.default_status(Status.Category.SPAM if is_spam else alive))
    return [*STATUS_FIELDS, "is_suspect"]


def _set_subject(ticket: Ticket, subject: str) -> Iterable[str]:
    if not (clean := one_line(storable(subject), 255)):
        raise Invalid(fields={"subject": ["Give the ticket a subject."]})
    ticket.subject = clean
    return ["subject"]


def _set_category(ticket: Ticket, category: Category | None) -> Iterable[str]:
    """The category's queue comes along, unless a person has moved the ticket."""
    ticket.category = category
    if category and category.queue_id and "queue" not in ticket.chosen:
        ticket.queue = category.queue  # type: ignore[assignment]
        return ["category", "queue"]
    return ["category"]


def _set_tags(ticket: Ticket, tags: Iterable[Tag]) -> Iterable[str]:
    ticket.tags.set(tags)
    return []


_SPECIAL: dict[str, Callable[[Ticket, Any], Iterable[str]]] = {
    "status": _set_status,
    "is_spam": _set_spam,
    "is_thanks": set_thanks,
    "subject": _set_subject,
    "category": _set_category,
    "tags": _set_tags,
    "responsible": set_responsible,
    "estimated_minutes": set_estimate,
}


def plain_of(ticket: Ticket, name: str) -> object:
    """The value as events and audit lines keep it: keys and numbers instead of rows."""
    if own_fields.is_own(name):
        return ticket.fields.get(own_fields.key_of(name))
    if name == "tags":
        return sorted(ticket.tags.values_list("name", flat=True))
    value = getattr(ticket, name, None)
    if isinstance(value, Status | Category | TicketType):
        return value.key
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "pk", value)
