"""Who asks, and when: what "me", "mine" and "in the last three days" mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.desk import selectors as desk
from tenants.kernel import clock
from tenants.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Asking:
    """me: id of the person, None for the desk itself, to which "me" is nobody. now: aware.

    teams: those of the person, for `holds`; a query looks them up by itself.
    """

    now: datetime
    me: int | None = None
    teams: tuple[int, ...] = ()

    @classmethod
    def by(cls, actor: Actor) -> Asking:
        """For a query."""
        return cls(clock.now(), actor.id if actor.kind == "user" else None)

    @classmethod
    def with_teams(cls, actor: Actor) -> Asking:
        """For a ticket in hand. One query."""
        return cls(clock.now(), cls.by(actor).me, tuple(team.pk for team in desk.teams_of(actor)))
