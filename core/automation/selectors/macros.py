"""Which macros somebody may run, and which they may change."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.accounts.models import Role
from core.automation.models import Macro
from core.automation.rules import ARRANGE
from core.desk.models import Team
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound


class NoSuchMacro(NotFound):
    code = "macro.unknown"
    sentence = "There is no such macro, or it is not yours."


def macros(actor: Actor) -> QuerySet[Macro]:
    """Those that are on: everybody's, those of the actor's teams and role, and the actor's own, in order."""
    if actor.kind != "user":
        return Macro.objects.none()
    teams = Team.members.through._default_manager.filter(user=actor.id).values("team")
    roles = Role.objects.filter(users=actor.id).values("pk")
    shared = Q(owner=None, team=None, role=None) | Q(team__in=teams) | Q(role__in=roles)
    return Macro.objects.filter(shared | Q(owner_id=actor.id), is_active=True)


def macros_to_change(actor: Actor) -> QuerySet[Macro]:
    """One's own, and for who arranges the desk all that are shared; also those that are off."""
    mine = Q(owner_id=actor.id) if actor.kind == "user" else Q(pk=None)
    rows = Macro.objects.select_related("team", "role")
    return rows.filter(mine | Q(owner=None) if actor.may(ARRANGE) else mine)


def macro(actor: Actor, pk: int, *, to_change: bool = False) -> Macro:
    """NoSuchMacro."""
    row = (macros_to_change(actor) if to_change else macros(actor)).filter(pk=pk).first()
    if row is None:
        raise NoSuchMacro
    return row
