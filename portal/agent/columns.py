"""What columns and lanes of a board stand for: statuses, priorities, colleagues or queues, in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.desk import selectors as desk
from core.tickets.rules import PRIORITY_NAMES
from core.tickets.selectors.inbox import BadFilter
from portal.agent.codes import PRIORITIES, status_row
from portal.ui.words import plain_priorities

ORDER = ("new", "open", "waiting", "on_hold", "resolved", "closed")  # categories of statuses
NOBODY = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """key: as addresses and forms carry it; value: as the ticket has it."""

    key: str
    name: str
    value: Any
    kind: str = ""  # category of a status
    icon: str = ""
    limit: int | None = None
    is_hard: bool = False
    is_done: bool = False


def of(group: str, held: Collection[Any], names: Mapping[int, str], me: int | None) -> list[Column]:
    """Every column of a board, or lane. held: values some ticket has; names: of colleagues among them."""
    if group == "status":
        return _statuses(held)
    if group == "priority":
        words = plain_priorities()
        return [Column(code, words[code], rank, icon=f"prio-{code}") for rank, code in _ranks()]
    if group == "queue":
        return [Column(str(row.pk), row.name, row.pk, icon="layers") for row in desk.queues()]
    nobody = Column(NOBODY, _("Unassigned"), None, icon="user-x")
    people = {pk: name for pk, name in names.items() if pk in held or pk == me}
    ranked = sorted(people.items(), key=lambda one: (one[0] != me, one[1].casefold(), one[0]))
    return [nobody, *(Column(str(pk), name, pk) for pk, name in ranked)]


def value_of(group: str, key: str) -> Any:
    """What a ticket has that stands in this column. BadFilter."""
    if group == "status":
        found = next((row.pk for row in desk.statuses(hidden=True) if row.key == key), None)
    elif group == "priority":
        found = int(PRIORITY_NAMES[key]) if key in PRIORITY_NAMES else None
    elif group == "assignee" and key == NOBODY:
        return None
    else:
        found = int(key) if key.isdecimal() and len(key) < 12 else None
    if found is None:
        raise BadFilter(field="column", value=key[:40])
    return found


def _statuses(held: Collection[Any]) -> list[Column]:
    """In the order of their categories; hidden ones, spam and merged, only where tickets are."""
    rows = [row for row in desk.statuses(hidden=True) if not row.is_hidden or row.pk in held]
    rows.sort(key=lambda row: ORDER.index(row.category) if row.category in ORDER else len(ORDER))
    return [
        Column(
            row.key,
            _(row.label),
            row.pk,
            status_row(row)["kind"],
            limit=row.wip_limit,
            is_hard=row.wip_is_hard,
            is_done=row.is_finished,
        )
        for row in rows
    ]


def _ranks() -> list[tuple[int, str]]:
    return sorted(PRIORITIES.items(), reverse=True)
