"""Which tickets a replay goes over: the newest solved ones that triage read and people decided about."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from ai.models import Replay, ReplayItem, Result, Run, Verdict
from ai.selectors import COLUMNS, stands
from ai.selectors.trials import READ, solved
from ai.services.comparing import FIELDS
from core.tickets.models import Ticket

AT_ONCE = 100


def choose(row: Replay) -> int:
    """Write the items, each with what was said then and what was decided in the end. Returns how many."""
    ended = Coalesce(Greatest("resolved_at", "closed_at"), "updated_at")
    ids = list(solved().order_by(ended.desc(), "-pk").values_list("pk", flat=True)[: row.size])
    for start in range(0, len(ids), AT_ONCE):
        ReplayItem.objects.bulk_create(_items(row, ids[start : start + AT_ONCE]), ignore_conflicts=True)
    return row.items.count()


def _items(row: Replay, ids: list[int]) -> list[ReplayItem]:
    """Four queries, however many tickets."""
    runs = {run.ticket_id: run for run in _first_runs(ids)}
    old: dict[int, dict[str, Any]] = {}
    results = Result.objects.filter(run__in=[run.pk for run in runs.values()], field__in=FIELDS)
    for ticket_id, field, value in results.values_list("ticket_id", "field", "value"):
        old.setdefault(ticket_id, {})[field] = value
    said = _said(ids)
    tickets = {one.pk: one for one in Ticket.objects.filter(pk__in=ids).prefetch_related("tags")}
    return [
        ReplayItem(
            replay=row, ticket_id=pk, message_id=runs[pk].message_id, old=old[pk],
            final=_final(tickets[pk], said.get(pk, set())),
        )
        for pk in ids
        if pk in runs and pk in old and pk in tickets
    ]  # fmt: skip


def _first_runs(ids: list[int]) -> QuerySet[Run]:
    """The first reading of each; messages that were read together with a later one have none of their own."""
    rows = Run.objects.filter(ticket__in=ids, kind=Run.Kind.TRIAGE, state__in=READ)
    rows = rows.filter(Exists(Result.objects.filter(run=OuterRef("pk"))))
    return rows.order_by("ticket_id", "message_id").distinct("ticket_id").only("ticket_id", "message_id")


def _said(ids: list[int]) -> dict[int, set[str]]:
    """{ticket: fields a verdict says the end of}; a bare "that is wrong" does not."""
    rows = Verdict.objects.filter(Q(field="tags") | ~Q(final=""), ticket__in=ids).order_by()
    found: dict[int, set[str]] = {}
    for ticket_id, field in rows.values_list("ticket_id", "field").distinct():
        found.setdefault(ticket_id, set()).add(field)
    return found


def _final(ticket: Ticket, said: set[str]) -> dict[str, Any]:
    """What stands where a person chose, confirmed, or let it stand until the end."""
    found = {field: stands(field, ticket) for field in FIELDS
             if field in said or COLUMNS.get(field, field) in ticket.chosen}  # fmt: skip
    return {field: value for field, value in found.items() if value is not None}
