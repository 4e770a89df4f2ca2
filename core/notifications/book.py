"""The colleagues who can be told something, and what each wants to hear: remembered, no query per message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from core.accounts.models import User
from core.accounts.rules import OWNER
from core.desk.models import Team
from core.notifications.about import About
from core.notifications.rules import ALL, DEFAULTS, LEAD, MENTIONED, MINE, TEAM, VIEW, WATCHED
from core.tickets.rules import REPLY
from tenants.remembered import Remembered

NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """teams: whose tickets are theirs to take; one without members is everybody's. leads: teams they manage.

    answers: may write to customers.
    """

    id: int
    name: str
    is_owner: bool
    answers: bool
    teams: frozenset[int]
    leads: frozenset[int]

    def channels(self, event: str, scope: str, queue: int | None) -> frozenset[str]:
        """Where they want to hear of it."""
        return DEFAULTS.get(f"{event}:{scope}", NOWHERE)

    def scopes(self, of: About, mentioned: frozenset[int]) -> Iterator[str]:
        """Why this ticket concerns them."""
        yield ALL
        if of.assignee == self.id:
            yield MINE
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
    everybodys = frozenset(managers).difference(*teams.values())
    return {
        row.pk: _person(row, teams.get(row.pk, frozenset()) | everybodys, leads)
        for row in User.objects.working()
        if VIEW in row.role.permissions
    }


def _person(row: User, teams: frozenset[int], leads: list[tuple[int, int]]) -> Person:
    return Person(
        id=row.pk,
        name=row.name,
        is_owner=row.role.key == OWNER,
        answers=REPLY in row.role.permissions,
        teams=teams,
        leads=frozenset(team for user, team in leads if user == row.pk),
    )


people = Remembered("notifications:people", _read)  # of active colleagues who may see tickets
