"""Teams with their members, for who arranges them. What only names a team asks `selectors.teams`."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from core.accounts.models import User
from core.desk import selectors
from core.desk.models import Team
from core.desk.refusals import NoSuchTeam


def with_members() -> QuerySet[Team]:
    """By name, members by name, too. Two queries, however many there are."""
    return selectors.teams().prefetch_related(Prefetch("members", User.objects.order_by("name", "pk")))


def one(pk: int) -> Team:
    """With its members. Raises NoSuchTeam."""
    row = with_members().filter(pk=pk).first()
    if row is None:
        raise NoSuchTeam
    return row
