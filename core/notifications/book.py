"""The colleagues who can be told something, and what each wants to hear: remembered, no query per message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from core.accounts import selectors as accounts
from core.accounts.models import User
from core.accounts.rules import OWNER
from core.desk.models import Team
from core.notifications.about import About
from core.notifications.models import Preference
from core.notifications.quiet import is_away
from core.notifications.rules import ALL, LEAD, MENTIONED, MINE, RESPONSIBLE, TEAM, VIEW, WATCHED, usual_with
from core.tickets.rules import READ_NOTES, REPLY
from core.tickets.selectors import may
from tenants import context
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.remembered import Remembered

NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """teams: whose tickets are theirs to take; one without members is everybody's. leads: teams they manage.

    answers: may write to customers. wants: as they said, else as everybody starts. actor: with the rights
    they have.
    """

    id: int
    name: str
    is_owner: bool
    answers: bool
    teams: frozenset[int]
    leads: frozenset[int]
    zone: ZoneInfo
    wants: Preference
    cells: dict[str, frozenset[str]]
    queues: dict[int, dict[str, frozenset[str]]]
    actor: Actor

    def may_read(self, of: About) -> bool:
        """Nobody is told what they could not open."""
        need = READ_NOTES if of.is_internal else VIEW
        now = replace(self.actor, reach=accounts.bound().get(self.id))  # not as this book remembers it
        return may(now, of.queue, need)

    def channels(self, event: str, scope: str, queue: int | None) -> frozenset[str]:
        """Where they want to hear of it."""
        cell = f"{event}:{scope}"
        return self.queues.get(queue or 0, self.cells).get(cell, NOWHERE)

    def substitute(self, now: datetime) -> int | None:
        """Who gets a copy of what is theirs while they are away."""
        deputy = self.wants.substitute_id
        return deputy if deputy and is_away(self.wants, self.zone, now) else None

    def scopes(self, of: About, mentioned: frozenset[int]) -> Iterator[str]:
        """Why this ticket concerns them."""
        yield ALL
        if of.assignee == self.id:
            yield MINE
        if of.responsible == self.id:
            yield RESPONSIBLE
        if of.assignee is None and self.answers and (of.team is None or of.team in self.teams):
            yield TEAM
        if of.team in self.leads:
            yield LEAD
        if self.id in of.watchers:
            yield WATCHED
        if self.id in mentioned:
            yield MENTIONED


def _read() -> dict[int, Person]:
    members = Team.members.through._default_manager.order_by("user_id").values_list("user_id", "team_id")
    teams = {user: frozenset(team for _, team in rows) for user, rows in groupby(members, lambda row: row[0])}
    managers = dict(Team.objects.order_by().values_list("pk", "manager_id"))
    leads = [(user, team) for team, user in managers.items() if user]
    wanted = {row.pk: row for row in Preference.objects.all()}
    home = context.current_tenant().time_zone or "UTC"
    everybodys = frozenset(managers).difference(*teams.values())
    return {
        row.pk: _person(row, teams.get(row.pk, frozenset()) | everybodys, leads, wanted.get(row.pk), home)
        for row in User.objects.working()
        if VIEW in row.role.permissions
    }


def _person(
    row: User, teams: frozenset[int], leads: list[tuple[int, int]], wants: Preference | None, home: str
) -> Person:
    wants = wants or Preference(user=row)
    cells = usual_with(wants.cells)
    return Person(
        id=row.pk,
        name=row.name,
        is_owner=row.role.key == OWNER,
        answers=REPLY in row.role.permissions,
        teams=teams,
        leads=frozenset(team for user, team in leads if user == row.pk),
        zone=ZoneInfo(row.time_zone or home),
        wants=wants,
        cells=cells,
        queues={int(queue): cells | _sets(own) for queue, own in wants.queues.items()},
        actor=row.actor,
    )


def _sets(cells: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {cell: frozenset(channels) for cell, channels in cells.items()}


people = Remembered("notifications:people", _read)  # of active colleagues who may see tickets


def _read_absences() -> list[tuple[Preference, ZoneInfo]]:
    home = context.current_tenant().time_zone or "UTC"
    rows = Preference.objects.filter(substitute__isnull=False, away_from__isnull=False, user__is_active=True)
    return [(row, ZoneInfo(row.user.time_zone or home)) for row in rows.select_related("user")]


absences = Remembered("notifications:absences", _read_absences)  # of who named a substitute


def stood_in_for(user_id: int) -> frozenset[int]:
    """Ids of those who are away now and have this colleague as substitute. No query."""
    now = clock.now()
    away = (row for row, zone in absences() if row.substitute_id == user_id and is_away(row, zone, now))
    return frozenset(row.user_id for row in away)
