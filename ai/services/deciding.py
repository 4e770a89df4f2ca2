"""Deciding about one proposed value by its id: accept it, put another in its place, or reject it.

Twice is once, and the last word counts. A value that is no longer the latest of its field cannot be decided.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ai.models import Result, Verdict
from ai.rules import DETAILS
from ai.selectors.panel import PREFIX, column_of
from ai.services import moving_back, verdicts
from ai.services.corrections import correct, settle_review
from ai.services.suggestions import NotReady
from core.audit import trail
from core.audit.models import Record
from core.desk import selectors as desk
from core.tickets import services as tickets
from core.tickets.models import Ticket
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

How = Verdict.How


@transaction.atomic
def accept_value(result: Result, by: Actor) -> None:
    """The value is right: it is written to the ticket and is an example from now on. Raises NotReady."""
    row = _locked(result)
    if not _is_said(row, _of_part(row, row.value)):
        correct(row.ticket, row.field, _of_part(row, row.value), by, source="api")


@transaction.atomic
def edit_value(result: Result, value: Any, by: Actor) -> None:
    """Another value is right. Raises NotReady and what `correct` raises."""
    row = _locked(result)
    last, value = row.corrections.order_by("-pk").first(), _of_part(row, value)
    if last is None or last.value != value:
        correct(row.ticket, row.field, value, by, source="api")


@transaction.atomic
def reject_value(result: Result, by: Actor) -> list[str]:
    """The value is wrong, whatever would be right. What was applied without a person is taken back.

    A category that had moved the ticket takes it back to its queue and to who held it. Advice leaves the
    field alone from now on. Returns what of these two stays, for somebody has decided about it since.
    Raises NotReady.
    """
    row = _locked(result)
    if _is_rejected(row):
        return []
    column, left = column_of(row), []
    if row.mode == Result.Mode.AUTO and row.applied_at and column not in row.ticket.chosen:
        left = _undo(row.ticket, column, by)
    tickets.choose(row.ticket, column, by=by)
    verdicts.rejected(row)
    settle_review(row.ticket, by)
    trail.record("ai.value_rejected", on=row.ticket, by=by, before={row.part or row.field: row.value})
    return left


def _undo(ticket: Ticket, column: str, by: Actor) -> list[str]:
    """Returns what stays. A category brings its queue along on the way back, too, so the queue is last."""
    line = _line(ticket, column)
    way = moving_back.way_of(ticket, line) if column == "category" else None
    left = moving_back.left(ticket, way) if way else []
    stays = ticket.queue_id
    fresh = tickets.change(ticket, by=by, **_before(line, column))
    if way and not left:
        return moving_back.go_back(fresh, way, by)
    if left and fresh.queue_id != stays:
        tickets.put_back(fresh, by=by, chosen={}, queue=desk.queue(stays))
    return left


def _of_part(row: Result, value: Any) -> Any:
    """The value as `correct` takes it."""
    return {row.part: value} if row.field == DETAILS else value


def _locked(result: Result) -> Result:
    """With its ticket, in that order of locks that all of triage keeps."""
    ticket = Ticket.every.select_for_update(of=("self",)).get(pk=result.ticket_id)
    row = Result.objects.select_related("run").get(pk=result.pk)
    if not row.is_latest:
        raise NotReady(state="expired")
    row.ticket = ticket
    return row


def _is_said(row: Result, value: Any) -> bool:
    last = row.corrections.order_by("-pk").first()
    noted = row.verdicts.exclude(how=How.CLOSED)
    return bool(last and last.value == value and not noted.filter(is_right=False).exists())


def _is_rejected(row: Result) -> bool:
    noted = list(row.verdicts.exclude(how=How.CLOSED))
    return bool(noted) and not any(one.is_right or one.final for one in noted)


def _line(ticket: Ticket, column: str) -> Record | None:
    """With which advice has written the column."""
    lines = trail.history(ticket, "ticket.changed").filter(actor_kind="ai").order_by("-id")
    return next((one for one in lines[:20] if column in (one.before or {})), None)


def _before(line: Record | None, column: str) -> dict[str, Any]:
    """What stood in the column before that line, as `tickets.change` takes it."""
    was = line.before[column] if line and line.before else None
    if column.startswith(PREFIX):
        return {"fields": {column.removeprefix(PREFIX): was}}
    if column in ("is_spam", "is_thanks"):
        return {column: False}
    if column == "is_escalated":
        return {"is_escalated": False, "escalation_reason": ""}
    if column == "tags":
        return {"tags": desk.tags_named(was or [])}
    if column == "category":
        return {"category": _category(was)}
    return {column: was} if line else {}


def _category(key: Any) -> Any:
    try:
        return desk.category(str(key)) if key else None
    except NotFound:
        return None
