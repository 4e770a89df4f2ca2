"""Handing out: one ticket once triage has looked at it, and the pool of those that nobody holds.

Order of locks, so that nobody waits in a circle: an alarm's row, then the line of those who hand out in this
organization, then tickets. Whoever is first in the line sees what the one before has given.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from core.assignment import book
from core.assignment.models import Handing, Policy
from core.assignment.rules import BATCH, EVERY, KEPT_FOR, LOOKED_AT, Need, Who, choose, speaks, why_not
from core.assignment.selectors.needs import needs_of, pool, unheld
from core.assignment.selectors.people import Person, people
from core.assignment.services.releasing import release_idle
from core.desk import selectors as desk
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants import context
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM

DRAIN, NEW = "assignment.drain", "assignment.new"
MOST_LOOKED_AT = 500  # tickets of one queue at one go: those in front may fit nobody


def is_watching() -> bool:
    """Whether any queue hands out or takes back. No query while it is remembered."""
    return book.page().watches


def pull() -> None:
    """Look at the pool at once: somebody is free, or a ticket is."""
    set_alarm(DRAIN, 0, clock.now())


def expect(ticket_id: int) -> None:
    """A new ticket waits until triage has looked, at the latest for a while."""
    set_alarm(NEW, ticket_id, clock.now() + LOOKED_AT)


@transaction.atomic
def look(ticket_id: int) -> None:
    """Triage has looked, or its time is over: somebody is given this ticket, if somebody can be."""
    clear_alarm(NEW, ticket_id)
    page = book.page()
    row = unheld().filter(pk=ticket_id, queue__in=page.on).first() if page.on else None
    if row is not None:
        _line_up()
        _hand_out([row], page.policy(row.queue_id), people())


@transaction.atomic
def drain() -> None:
    """The alarm: take back what lies idle, then give what nobody holds. It rings again within a minute."""
    page, now = book.page(), clock.now()
    if not page.watches:
        return
    _line_up()
    release_idle(page, now)
    Handing.objects.filter(at__lt=now - KEPT_FOR).delete()
    is_full = bool(page.on) and _drain(page, now)
    set_alarm(DRAIN, 0, now if is_full else now + EVERY)


def _drain(page: book.Page, now: datetime) -> bool:
    """Whether there is more to be given than one transaction should."""
    found, left = people(), BATCH
    for queue in desk.queues():
        policy = page.on.get(queue.pk)
        if policy is None or not any(_has_room(one.who, policy) for one in found):
            continue
        rows = list(pool(queue.pk, policy, now)[:MOST_LOOKED_AT])
        left -= _hand_out(rows, policy, found, left)
        if left <= 0:
            return True
    return False


def _hand_out(rows: list[Ticket], policy: Policy, found: list[Person], most: int = BATCH) -> int:
    """How many were given. What others were quicker with is theirs."""
    if not rows:
        return 0
    roster, given = [one.who for one in found], 0
    users = {one.who.id: one.user for one in found}
    needs = needs_of(rows, roster)
    for row in rows:
        need = needs[row.pk]
        who = choose(roster, need, policy)
        if who is None:
            continue
        try:
            fresh = tickets.hand(row.pk, users[who.id], by=SYSTEM, held_by=None, queue=row.queue_id)
        except tickets.CannotTake:  # their rights changed in this moment; the others get theirs all the same
            continue
        if fresh is None:
            continue
        _keep(row, who, need, policy, roster)
        given += 1
        if given >= most:
            break
    return given


def _keep(row: Ticket, who: Who, need: Need, policy: Policy, roster: Iterable[Who]) -> None:
    """The trace, and what is true of this person from now on."""
    able = sum(not why_not(one, need, policy) for one in roster)
    told = {"mode": policy.mode, "of": able, "load": who.load, "capacity": who.capacity}
    if need.language and who.languages and speaks(who, need):
        told["language"] = need.language
    if fitting := need.skills & who.skills:
        told["skills"] = [tag.name for tag in desk.tags() if tag.pk in fitting]
    who.given_at = _next_moment(roster)
    Handing.objects.create(
        ticket=row, user_id=who.id, queue_id=row.queue_id, kind=Handing.Kind.GIVEN, told=told, at=who.given_at
    )
    who.load += policy.weight
    who.lately[need.queue] = who.lately.get(need.queue, 0) + 1


def _next_moment(roster: Iterable[Who]) -> datetime:
    """Later than any before it: turns go by it."""
    latest = max((who.given_at for who in roster if who.given_at), default=None)
    now = clock.now()
    return now if latest is None else max(now, latest + timedelta(microseconds=1))


def _has_room(who: Who, policy: Policy) -> bool:
    return who.is_here and (not policy.weight or who.load + policy.weight <= who.capacity)


def _line_up() -> None:
    """One at a time in this organization: two who choose at once would both choose the same person."""
    with connection.cursor() as cursor:
        line = f"assignment:{context.require_tenant()}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [line])
