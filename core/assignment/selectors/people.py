"""Colleagues who may hold tickets, with all that decides whether one is given to them. Read fresh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from core.accounts import selectors as accounts
from core.accounts.models import User
from core.assignment import book
from core.assignment.models import Availability, Handing
from core.assignment.rules import IN_TURN, Who
from core.desk import selectors as desk
from core.desk.models import Status, Team
from core.notifications.models import Preference
from core.notifications.quiet import is_away
from core.tickets.models import Ticket
from core.tickets.rules import REPLY
from core.tickets.selectors.reach import may
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM

AT_WORK = (Status.Category.NEW, Status.Category.OPEN)


@dataclass(frozen=True, slots=True)
class Person:
    """For pages: who it is, what was arranged for them, and how they stand now."""

    row: Availability
    who: Who
    user: User


def roster() -> list[Who]:
    """Whoever may answer customers, as they are at this moment. Five queries, seven at most."""
    return [one.who for one in people()]


def person(pk: int) -> Person:
    """One of them. Raises NoSuchPerson."""
    accounts.person(SYSTEM, pk)
    return next((one for one in people() if one.who.id == pk), None) or _stranger(pk)


def people() -> list[Person]:
    users = [row for row in User.objects.working().order_by("name", "pk") if REPLY in row.role.permissions]
    rows = {row.pk: row for row in Availability.objects.all()}
    teams, loads, given = _teams(), _loads(), _given()
    absent, idle, lately = _absent(users), _idle(), _lately()
    usual, bound = book.page().everybody.capacity, accounts.bound()
    found = []
    for user in users:
        row = rows.get(user.pk) or Availability(user=user)
        who = Who(
            id=user.pk, name=user.name, state=row.state, is_absent=user.pk in absent, is_idle=user.pk in idle,
            capacity=usual if row.capacity is None else row.capacity,
            languages=frozenset(row.languages), skills=frozenset(row.skills), teams=teams[user.pk],
            queues=_queues(user) if user.pk in bound else None,
            load=loads.get(user.pk, 0), given_at=given.get(user.pk), lately=lately[user.pk],
        )  # fmt: skip
        found.append(Person(row, who, user))
    return found


def burdens(ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """{colleague: (what waits for them to work at it, how much they take on)}, over all queues, both in the
    weights of the queues. {} where nothing is handed out. Two queries.
    """
    page = book.page()
    if not page.on:
        return {}
    loads, usual = _loads(), page.everybody.capacity
    own = dict(Availability.objects.values_list("user_id", "capacity"))
    return {pk: (loads.get(pk, 0), usual if (most := own.get(pk)) is None else most) for pk in ids}


def _queues(user: User) -> frozenset[int]:
    """Where somebody may answer whose rights go by queue."""
    return frozenset(queue.pk for queue in desk.queues() if may(user.actor, queue.pk, REPLY))


def _stranger(pk: int) -> Person:
    """A colleague who may not answer customers: nothing is given to them."""
    user = accounts.person(SYSTEM, pk)
    return Person(Availability(user=user), Who(pk, user.name, Availability.State.AWAY), user)


def _teams() -> dict[int, frozenset[int]]:
    """Of each person; a team without members is everybody's."""
    found = defaultdict[int, set[int]](set)
    for user, team in Team.members.through._default_manager.values_list("user_id", "team_id"):
        found[user].add(team)
    return defaultdict(frozenset, {user: frozenset(teams) for user, teams in found.items()})


def _loads() -> dict[int, int]:
    """What waits for them to work at it: new or open, and not put aside; each as heavy as its queue says."""
    rows = Ticket.objects.filter(
        is_finished=False, assignee__isnull=False, pending_until=None, status__category__in=AT_WORK
    )
    page, loads = book.page(), defaultdict[int, int](int)
    counted = rows.order_by().values_list("assignee", "queue").annotate(number=Count("pk"))
    for user, queue, number in counted:
        loads[user] += number * page.policy(queue).weight
    return loads


def _given() -> dict[int, datetime]:
    since = clock.now() - IN_TURN
    rows = Handing.objects.filter(at__gt=since, kind=Handing.Kind.GIVEN).order_by()
    return dict(rows.values_list("user").annotate(Max("at")))


def _lately() -> dict[int, dict[int, int]]:
    """{person: {queue: tickets given within its window}}; no query where no queue asks."""
    found = defaultdict[int, dict[int, int]](dict)
    asking = {queue: row for queue, row in book.page().on.items() if row.most}
    if not asking:
        return found
    now, windows = clock.now(), Q()
    for queue, row in asking.items():
        windows |= Q(queue_id=queue, at__gt=now - timedelta(minutes=row.window))
    rows = Handing.objects.filter(windows, kind=Handing.Kind.GIVEN).order_by()
    for user, queue, number in rows.values_list("user", "queue_id").annotate(number=Count("pk")):
        found[user][queue] = number
    return found


def _absent(users: Iterable[User]) -> set[int]:
    """Whoever said in their notifications that they are away these days."""
    rows = {row.pk: row for row in Preference.objects.filter(away_from__isnull=False)}
    home, now = context.current_tenant().time_zone or "UTC", clock.now()
    return {
        user.pk
        for user in users
        if user.pk in rows and is_away(rows[user.pk], ZoneInfo(user.time_zone or home), now)
    }


def _idle() -> set[int]:
    """Whoever has not clicked for as long as the organization says; no query where it says nothing."""
    after = book.page().everybody.idle_after
    if not after:
        return set()
    since, seen = clock.now() - timedelta(minutes=after), accounts.last_seen()
    known = {int(ref.partition(":")[2]): at for ref, at in seen.items()}
    return {pk for pk in User.objects.working().values_list("pk", flat=True) if _is_old(known.get(pk), since)}


def _is_old(at: datetime | None, since: datetime) -> bool:
    return at is None or at < since
