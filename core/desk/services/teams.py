"""Teams: people who answer the same queues."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.desk import book
from core.desk.events import DeskArranged
from core.desk.models import Team
from core.desk.services.rows import keep, remove
from tenants.events.bus import publish
from tenants.kernel.actor import Actor


@transaction.atomic
def save_team(row: Team | None, *, by: Actor, members: Iterable[User] | None = None, **values: Any) -> Team:
    """Create (row None) or change. values: name, description, color, manager. Raises Invalid."""
    team = keep(row or Team(), values, by=by)
    if members is not None:
        was = sorted(team.members.values_list("pk", flat=True))
        team.members.set(members)
        now = sorted(team.members.values_list("pk", flat=True))
        if was != now:
            trail.record("team.members_changed", on=team, by=by, before=was, after=now)
            publish(DeskArranged(kind="team", row_id=team.pk, by=by.ref))
            book.page.changed()
    return team


def delete_team(row: Team, *, by: Actor) -> None:
    """Tickets and queues keep everything else and lose the team."""
    remove(row, by=by)
