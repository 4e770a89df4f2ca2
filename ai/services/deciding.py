"""Deciding about one proposed value by its id: accept it, put another in its place, or reject it.

Twice is once, and the last word counts. A value that is no longer the latest of its field cannot be decided.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ai.models import Result, Verdict
from ai.rules import DETAILS
from ai.selectors.panel import column_of
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
Told = dict[str, Any]  # {column: value}


@transaction.atomic
def accept_value(result: Result, by: Actor) -> None:
    """The value is right: it is written to the ticket and is an example from now on. Raises NotReady.

    Tags are added to those the ticket has.
    """
    row = _locked(result)
    value = _of_part(row, row.value)
    if row.field == "tags":
        value = sorted({*value, *row.ticket.tags.values_list("name", flat=True)})
    if not _is_said(row, value):
        correct(row.ticket, row.field, value, by, source="api")


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
    """What advice has changed and nobody since stands as before. Returns what of queue and assignee stays.

    Nobody's judgement: the old value teaches nothing.
    """
    line = _line(ticket, column)
    values = _values(ticket, column, line.before or {}, line.after or {}) if line else {}
    if not values:
        return []
    way = moving_back.way_of(ticket, line) if column == "category" else None
    left = moving_back.left(ticket, way) if way else []
    if column == "category":  # the one of before would bring its own
        values["queue"] = desk.queue(ticket.queue_id)
    fresh = tickets.put_back(ticket, by=by, chosen={}, **values)
    return moving_back.go_back(fresh, way, by) if way and not left else left


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
    """With which advice has written the column last; None where it stood so already."""
    lines = trail.history(ticket, "ticket.changed").filter(actor_kind="ai", after__has_key=column)
    return lines.order_by("-id").first()


def _values(ticket: Ticket, column: str, before: Told, after: Told) -> Told:
    """What to put back, as `tickets.put_back` takes it. before, after: of the line."""
    if column in ("is_spam", "is_thanks"):
        return {column: False} if getattr(ticket, column) else {}
    now = tickets.stand(ticket, tags=column == "tags")["values"]
    if column == "tags":
        left = set(now["tags"]) - (set(after["tags"]) - set(before["tags"] or ()))
        return {"tags": desk.tags_named(sorted(left))} if left != set(now["tags"]) else {}
    if now.get(column) != after[column]:
        return {}
    if column == "is_escalated":
        return {"is_escalated": False, "escalation_reason": ""}
    return {column: _category(before[column]) if column == "category" else before[column]}


def _category(key: Any) -> Any:
    try:
        return desk.category(str(key)) if key else None
    except NotFound:
        return None
