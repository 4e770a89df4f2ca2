"""Lists of tickets: filters and order as the inbox, the API and saved views take them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.desk import selectors as desk
from core.desk.fields.values import BadValue
from core.desk.models import Status
from core.tickets import conditions
from core.tickets.models import Ticket
from core.tickets.rules import PRIORITY_NAMES, SOON
from core.tickets.selectors.access import listed, veil, visible
from core.tickets.selectors.cursors import after, decode, encode
from core.tickets.selectors.holders import held_by, holders
from core.tickets.selectors.own_fields import matching
from core.tickets.selectors.search import found
from core.tickets.selectors.watchers import followed
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound

PAGE = 50
SAYS_STATE = frozenset(
    {"status", "state", "is_finished", "is_archived", "resolved", "closed"}
)  # fields of conditions
FLAGS = ("escalated", "awaits_reply", "reopened", "needs_review", "spam", "thanks", "snoozed", "archived")
OF_MINE = ("watched", "mentioned")
ASKS_SNOOZED = frozenset({"status", "state", "pending_until", "is_snoozed"})  # fields of conditions
DUE = ("soon", "late")
ORDERS: dict[str, tuple[str, ...]] = {
    "urgency": ("-urgency", "-last_message_at", "-id"),
    "newest": ("-last_message_at", "-id"),
    "oldest": ("last_message_at", "id"),
    "created": ("-created_at", "-id"),
    "due": ("due_at", "id"),  # those that are due at some time
    "back": ("pending_until", "id"),  # those that come back at some time
}


class BadFilter(Invalid):
    """data: field, value."""

    code = "filter.invalid"
    sentence = "This filter is not valid: {field}."


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list asks for. Empty values do not narrow. state: open (default), finished or all."""

    state: str = "open"
    status: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    sentiment: tuple[int, ...] = ()
    queue: tuple[int, ...] = ()
    tag: tuple[str, ...] = ()
    assignee: str = ""  # several with commas between, as `holders` takes them
    responsible: str = ""  # "me", "none", a user id
    team: int | None = None
    contact: int | None = None
    channel: str = ""
    escalated: bool = False
    awaits_reply: bool = False
    reopened: bool = False
    needs_review: bool = False
    spam: bool = False  # what is spam, and what triage takes for it
    thanks: bool = False  # the customer's last words only say thanks
    snoozed: bool = False  # those that are put aside, which stand in no other open list
    archived: bool = False  # those in the archive, which stand in lists only by words or with their customer
    watched: bool = False  # by whoever asks
    mentioned: bool = False  # whoever asks was named in a note
    due: str = ""  # "soon": within the hour; "late": overdue
    fields: tuple[tuple[str, str], ...] = ()  # the organization's own: (key, what it holds)
    where: conditions.Group | None = None  # of a saved view; what it says of status outweighs `state`
    q: str = ""
    order: str = "urgency"
    extra: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Filters:
        """From query parameters (lists or comma-separated) or a saved view. Raises BadFilter."""
        known = [f.name for f in fields(cls) if f.name not in ("extra", "fields")]
        own = tuple(
            (name[6:][:40], str(value)[:300]) for name, value in values.items() if _is_own(name, value)
        )
        return cls(**{name: _read(name, values[name]) for name in known if values.get(name)}, fields=own)

    @property
    def asked(self) -> frozenset[str]:
        """Fields that its conditions ask about."""
        return conditions.fields_in(self.where) if self.where else frozenset()


def inbox(actor: Actor, filters: Filters) -> QuerySet[Ticket]:
    """The listed tickets that match, ordered, with what a row shows and nothing more (`is_veiled`: without
    what was said). Words find only what this person may read.

    Merged ones only where a list asks for them: what was said in them stands elsewhere. Spam has a list of
    its own; what triage only suspects is found by its words and with its customer, too. What is put
    aside stands in its own list, where a list asks for statuses, and where a promise is due. What lies in the
    archive has its own list, too, and is found by its words and with its customer.
    """
    seen = visible(actor) if filters.q else veil(actor, listed(actor))
    rows = seen.filter(_conditions(actor, filters))
    if "merged" not in filters.status and (filters.state != "open" or filters.status or filters.asked):
        rows = rows.filter(merged_into=None)  # open ones are never merged
    if filters.q:
        rows = rows.filter(pk__in=found(filters.q, actor))
    if filters.tag:
        tagged = Ticket.tags.through._default_manager.filter(ticket=OuterRef("pk"), tag__name__in=filters.tag)
        rows = rows.filter(Exists(tagged))
    return rows.select_related("contact", "assignee").order_by(*ORDERS[filters.order])


def page(rows: QuerySet[Ticket], order: str, cursor: str = "", size: int = PAGE) -> tuple[list[Ticket], str]:
    """One page by keyset, so page 400 costs what page 1 does. Returns rows and the next cursor."""
    if cursor:
        rows = _beyond(rows, ORDERS[order], cursor)
    found_rows = list(rows[: size + 1])
    return cut(found_rows, order, size)


def cut(found_rows: list[Ticket], order: str, size: int) -> tuple[list[Ticket], str]:
    """Rows of which one more than a page was fetched: the page, and the next cursor."""
    last = found_rows[size - 1] if len(found_rows) > size else None
    return found_rows[:size], encode(last, ORDERS[order]) if last else ""


def _conditions(actor: Actor, f: Filters) -> Q:
    q = _spam(f) & _snoozed(f) & _archived(f)
    if f.state != "all" and not (f.status or f.spam or f.archived or f.asked & SAYS_STATE):
        q &= Q(is_finished=f.state == "finished")
    if f.where:
        q &= conditions.as_query(f.where, conditions.Asking.by(actor))
    if f.status:
        q &= _of_statuses(f.status)
    if f.category:
        q &= Q(category__key__in=f.category) | Q(category__parent__key__in=f.category)
    if f.type:
        q &= Q(type__key__in=f.type)
    if f.priority:
        q &= Q(priority__in=[PRIORITY_NAMES[name] for name in f.priority])
    for name in ("sentiment", "queue"):
        if values := getattr(f, name):
            q &= Q(**{f"{name}__in": values})
    if f.assignee:
        q &= held_by(actor, f.assignee)
    if f.responsible:
        q &= _named("responsible", actor, f.responsible)
    for name in ("team", "contact", "channel"):
        if value := getattr(f, name):
            q &= Q(**{name: value})
    for key, text in f.fields:
        q &= _own(key, text)
    if f.reopened:
        q &= Q(reopen_count__gt=0)
    if f.escalated:
        q &= Q(is_escalated=True)
    if f.thanks:
        q &= Q(is_thanks=True)
    if f.needs_review:
        q &= Q(needs_review=True)
    if f.watched or f.mentioned:
        q &= Q(followed(actor, mentioned=f.mentioned, watched=f.watched))
    if f.due or f.order == "due":
        q &= _due(f.due)
    return q & Q(awaits_reply=True) if f.awaits_reply else q


def _of_statuses(asked: tuple[str, ...]) -> Q:
    """By key or category. That they are open is said, too: there are indexes of open tickets."""
    rows = [row for row in desk.statuses(hidden=True) if row.key in asked or row.category in asked]
    q = Q(status__in=[row.pk for row in rows])
    return q if any(row.is_finished for row in rows) else q & Q(is_finished=False)


def _snoozed(f: Filters) -> Q:
    if f.snoozed or f.order == "back":
        return Q(pending_until__isnull=False)
    if (
        f.state != "open"
        or f.status
        or f.spam
        or f.archived
        or f.q
        or f.contact
        or f.due
        or f.asked & ASKS_SNOOZED
    ):
        return Q()
    return Q(pending_until=None)


def _archived(f: Filters) -> Q:
    if f.archived:
        return Q(archived_at__isnull=False)
    is_asked = f.q or f.contact or "is_archived" in f.asked
    is_open = f.state == "open" and not (f.status or f.spam or f.asked & SAYS_STATE)
    return Q() if is_asked or is_open else Q(archived_at=None)


def _due(due: str) -> Q:
    now = clock.now()
    if due == "late":
        return Q(due_at__lte=now)
    return Q(due_at__gt=now, due_at__lte=now + SOON) if due == "soon" else Q(due_at__isnull=False)


def _is_own(name: str, value: Any) -> bool:
    return name.startswith("field.") and bool(value)


def _own(key: str, text: str) -> Q:
    try:
        return matching(key, text)
    except (NotFound, BadValue):
        raise BadFilter(field=f"field.{key}", value=text[:80]) from None


def _spam(f: Filters) -> Q:
    spam = [row.pk for row in desk.statuses(hidden=True) if row.category == Status.Category.SPAM]
    if f.spam:
        return Q(is_suspect=True) | Q(status__in=spam)
    if f.q or f.contact or "is_suspect" in f.asked:
        hidden = Q()
    elif f.status or f.asked & {"status", "state"}:
        hidden = Q(is_suspect=True)
    else:
        hidden = Q(is_suspect=True) if f.state == "open" else Q(is_suspect=True) | Q(status__in=spam)
    return ~hidden if hidden else Q()


def _named(column: str, actor: Actor, who: str) -> Q:
    if who == "none":
        return Q(**{column: None})
    return Q(**{f"{column}_id": actor.id if who == "me" else who})


def _read(name: str, value: Any) -> Any:
    """One parameter in its type. BadFilter when it does not fit, BadCondition for `where`."""
    if name == "where":
        return conditions.read(_unpacked(value))
    many = value if isinstance(value, list | tuple) else [part for part in str(value).split(",") if part]
    one = str(many[0]) if many else ""
    try:
        if name in ("status", "category", "type", "tag"):
            return tuple(str(item)[:60] for item in many)
        if name == "priority":
            return tuple(name for name in map(str, many) if PRIORITY_NAMES[name])
        if name in ("sentiment", "queue"):
            return tuple(int(item) for item in many)
        if name in ("team", "contact"):
            return int(one)
        if name == "assignee":
            return holders(many)
        if name in FLAGS or name in OF_MINE:
            return one.lower() in ("1", "true", "yes", "on")
    except (ValueError, KeyError):
        raise BadFilter(field=name, value=str(value)[:80]) from None
    allowed = {"order": ORDERS, "state": ("open", "finished", "all"), "due": DUE}.get(name)
    if allowed is not None and one not in allowed:
        raise BadFilter(field=name, value=one[:80])
    if name == "responsible" and one not in ("me", "none") and not one.isdecimal():
        raise BadFilter(field=name, value=one[:80])
    return str(value)[:200] if name == "q" else one


def _unpacked(value: Any) -> Any:
    """Conditions as an address carries them: JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        raise BadFilter(field="where", value=value[:80]) from None


def _beyond(rows: QuerySet[Ticket], order: tuple[str, ...], cursor: str) -> QuerySet[Ticket]:
    """The rows after the cursor. BadFilter when it was made by hand or for another order."""
    try:
        return rows.filter(after(order, decode(cursor)))
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise BadFilter(field="cursor", value=cursor[:40]) from None
