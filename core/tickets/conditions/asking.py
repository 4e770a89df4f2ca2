"""Who asks, and when: what "me", "my teams" and "in the last three days" mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.desk import selectors as desk
from tenants.kernel import clock
from tenants.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Asking:
    """me: id of the person, None for the desk itself, to which "me" is nobody. now: aware."""

    now: datetime
    me: int | None = None
    teams: tuple[int, ...] = ()

    @classmethod
    def by(cls, actor: Actor, *, about_teams: bool = True) -> Asking:
        """about_teams: False spares the query for an actor's teams where no condition names them."""
        if actor.kind != "user":
            return cls(clock.now())
        teams = tuple(team.pk for team in desk.teams_of(actor)) if about_teams else ()
        return cls(clock.now(), actor.id, teams)
