"""The past of a ticket as clocks need it: noted when it is heard of, each thing once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core.desk import selectors as desk
from core.desk.models import Status
from core.sla.course import Said, Stood
from core.sla.models import Course, Policy
from core.sla.selectors.policies import calendar_of, facts_of, policy_for, targets_of
from core.tickets.models import Message, Ticket
from tenants.database import hot
from tenants.kernel.errors import NotFound

VOID = (Status.Category.SPAM, Status.Category.MERGED)
MOST_STOOD = 200  # words about its status that are remembered; what runs in circles forgets its youth
MOST_CHANGES = 50
KEPT = (
    "policy_id", "calendar_id", "since", "is_answered", "targets", "stood", "thanks", "lanes", "changes",
    "by_hand", "by_hand_told", "wake_at",
)  # fmt: skip
_COURSE = "SELECT {} FROM {} WHERE ticket_id = %s"
LATE = timedelta(minutes=5)  # a reply that is planned for later than this counts when it leaves


def of(ticket: Ticket, at: datetime) -> Course | None:
    """The ticket's; begun now if it has none. None in an organization without a policy.

    A ticket from before, or one that was imported, is measured from what happens now on.
    """
    if known := getattr(ticket, "known_course", None):
        return known  # type: ignore[no-any-return]
    course = known_of(ticket) or _begun(ticket, at)
    ticket.known_course = course  # type: ignore[attr-defined]
    return course


def known_of(ticket: Ticket) -> Course | None:
    """The ticket's, if it has one."""
    text = _COURSE.format(hot.columns(Course), hot.name_of(Course))
    found: list[Course] = hot.found(text, [ticket.pk], Course)
    for course in found:
        course.ticket = ticket
    return next(iter(found), None)


def note_status(course: Course, ticket: Ticket, at: datetime, key: str) -> None:
    """How the ticket stood at that time. key "": as it stands, unless that is known already."""
    if not key:
        last = max(course.stood, default=None)
        if last and course.stood[last][0] == ticket.status.key:
            return
    status = _status(key or ticket.status.key) or ticket.status
    course.stood.setdefault(at.isoformat(), snapshot(status))
    if len(course.stood) > MOST_STOOD:
        course.stood = _thinned(course.stood)


def note_all(course: Course, stood: Iterable[tuple[datetime, str]]) -> None:
    """A whole past at once. Statuses that were removed since are left out."""
    known = {row.key: row for row in desk.statuses(hidden=True)}
    course.stood |= {at.isoformat(): snapshot(known[key]) for at, key in stood if key in known}


def note_change(course: Course, at: datetime, what: str, why: str) -> None:
    step = {"at": at.isoformat(), "what": what, "why": why}
    if step not in course.changes:
        course.changes = [*course.changes, step][-MOST_CHANGES:]


def match_again(course: Course, ticket: Ticket, at: datetime) -> None:
    """Another policy may hold now; then its targets count from the ticket's start."""
    row = policy_for(facts_of(ticket))
    if row is None or row.pk == course.policy_id:
        return
    was = course.targets.get("name", "")
    take_on(course, row, ticket)
    note_change(course, at, "policy", f"{was} > {row.name}" if was else row.name)


def take_on(course: Course, row: Policy, ticket: Ticket) -> None:
    calendar = calendar_of(row, ticket.queue_id)
    course.policy, course.calendar = row, calendar
    course.targets = {
        **targets_of(row),
        "name": row.name,
        "warn": {"assignee": row.warn_assignee, "lead": row.warn_lead},
    }


def note_thanks(course: Course, ticket: Ticket, customers: list[int]) -> None:
    """customers: ids of the customer's messages in order. Whether the last one only says thanks."""
    if customers and (customers[-1] in course.thanks) != ticket.is_thanks:
        others = [one for one in course.thanks if one != customers[-1]]
        course.thanks = [*others, customers[-1]] if ticket.is_thanks else others


def keep(course: Course) -> None:
    """Write it, in one statement."""
    if course._state.adding:
        hot.insert(course)
    else:
        hot.update(Course, {name: getattr(course, name) for name in KEPT}, "ticket_id = %s", [course.pk])


def said(course: Course, rows: list[tuple[Any, ...]], now: datetime) -> list[Said]:
    """What was said since the clocks began, as far as it has left the house."""
    found = []
    for pk, kind, at, leaves in rows:
        moment = leaves if leaves and leaves - at > LATE else at
        by_customer = kind == Message.Kind.CUSTOMER
        if moment <= now and (moment >= course.since or (by_customer and _is_whole(course))):
            found.append(Said(max(moment, course.since), pk, by_customer, pk in course.thanks))
    return found


def next_to_leave(rows: list[tuple[Any, ...]], now: datetime) -> datetime | None:
    """When the next planned reply leaves."""
    return min((row[3] for row in rows if row[3] and row[3] > now and row[3] - row[2] > LATE), default=None)


def stood(course: Course) -> list[Stood]:
    return [Stood(datetime.fromisoformat(at), *how) for at, how in course.stood.items()]


def snapshot(status: Status) -> list[Any]:
    """As the status was then. Closing by any other than the usual way (cancelled ...) solves nothing."""
    beside = status.category == Status.Category.CLOSED and not status.is_default
    return [status.key, status.sla_mode, status.category, beside or status.category in VOID]


def _is_whole(course: Course) -> bool:
    """Whether it begins with the ticket, so that all that was said is its own."""
    return course.since == course.ticket.created_at


def _begun(ticket: Ticket, at: datetime) -> Course | None:
    row = policy_for(facts_of(ticket))
    if row is None:
        return None
    is_new = at - ticket.created_at < NEW
    course = Course(
        ticket=ticket,
        since=ticket.created_at if is_new else _last_said(ticket, at),
        is_answered=not is_new and ticket.first_replied_at is not None,
    )
    if is_new and not ticket.awaits_reply and ticket.first_replied_at is None:
        course.is_answered = True  # begun by one of us: nobody waits
    take_on(course, row, ticket)
    return course


NEW = timedelta(minutes=5)  # between a ticket and the first that is told of it, as it happened


def _last_said(ticket: Ticket, at: datetime) -> datetime:
    """The word that was told of, if it was one: the clocks begin with it."""
    last = ticket.last_message_at
    return last if timedelta() <= at - last < timedelta(seconds=5) else at


def _thinned(stood: dict[str, Any]) -> dict[str, Any]:
    """Without those that say what the one before says; if that is not enough, without the oldest."""
    kept: dict[str, Any] = {}
    for at in sorted(stood):
        if not kept or stood[at][1:] != stood[next(reversed(kept))][1:]:
            kept[at] = stood[at]
    return dict(list(kept.items())[-MOST_STOOD:])


def _status(key: str) -> Status | None:
    try:
        return desk.status(key)
    except NotFound:
        return None
