"""What forms and programs call a row by, as the rows and ranks that the services take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.desk import selectors as desk
from core.desk.models import Team
from core.desk.refusals import NoSuchTeam
from core.tickets.rules import PRIORITY_NAMES
from core.tickets.selectors.access import ticket_for
from core.work.selectors.access import doer_named
from core.work.selectors.projects import milestone_by, project_for
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid


def named(actor: Actor, sent: Mapping[str, Any]) -> dict[str, Any]:
    """{"assignee": 5, "ticket": 42, "priority": "high"} as rows and ranks; None empties, all else stays.

    Raises Invalid, NoSuchPerson, NoSuchTeam, NoSuchTicket, NoSuchProject, NoSuchMilestone.
    """
    find: dict[str, Callable[[Any], Any]] = {
        "priority": _rank,
        "assignee": lambda pk: doer_named(actor, pk),
        "team": _team,
        "ticket": lambda number: ticket_for(actor, number, beside=()),
        "project": lambda pk: project_for(actor, pk),
        "milestone": lambda pk: milestone_by(actor, pk),
    }
    return {
        name: find[name](value) if name in find and value is not None else value
        for name, value in sent.items()
    }


def _rank(name: Any) -> int:
    if name not in PRIORITY_NAMES:
        raise Invalid(fields={"priority": ["Priority is Low, Medium, High or Urgent."]})
    return int(PRIORITY_NAMES[name])


def _team(pk: int) -> Team:
    row = desk.teams().filter(pk=pk).first()
    if row is None:
        raise NoSuchTeam
    return row
