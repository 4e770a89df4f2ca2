"""Reads about replays: what one would cost, the history, and what came out. Figures are counted in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from ai import candidates, prices
from ai.candidates import Candidate
from ai.models import Replay, ReplayDecision, ReplayItem, Run, Verdict
from ai.rules import POLICY
from core.desk.models import Status
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

MOST_TICKETS, TICKETS = 500, 50
READ = (Run.State.DONE, Run.State.FALLEN_BACK)
SOLVED = (Status.Category.RESOLVED, Status.Category.CLOSED)
CHOSEN = ["category", "priority", "sentiment", "tags", "is_escalated", "language"]
TYPICAL = (1_900, 150)  # tokens sent and got of a reading, before there is one of the organization's own
SAMPLE = 200  # latest readings by a model that the estimate is made from
Outcome = ReplayDecision.Outcome
OUTCOMES = (Outcome.BETTER, Outcome.WORSE, Outcome.OTHER)


class NoSuchReplay(NotFound):
    code = "ai.no_such_replay"
    sentence = "There is no such replay."


@dataclass(frozen=True, slots=True)
class Estimate:
    """tickets: that there are, of those asked for. cost, most: millionths, as a rule and at the very most.

    calls: to models, 0 where the built-in engine reads alone. is_priced: somebody named a price.
    """

    tickets: int
    cost: int
    most: int
    calls: int
    is_priced: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One field. compared, same: then and now; judged: of them those that people decided."""

    field: str
    compared: int = 0
    same: int = 0
    judged: int = 0
    old_right: int = 0
    new_right: int = 0
    better: int = 0
    worse: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came out. ms: (p50, p95) of a reading, None before there is one. whys: {reason: tickets}."""

    read: int
    failed: int
    ms: tuple[int, int] | None
    total: Line
    lines: list[Line] = field(default_factory=list)
    whys: dict[str, int] = field(default_factory=dict)


def solved() -> QuerySet[Ticket]:
    """Solved tickets that triage read, with at least one value that a person decided or let stand."""
    read = Run.objects.filter(ticket=OuterRef("pk"), kind=Run.Kind.TRIAGE, state__in=READ)
    judged = Verdict.objects.filter(ticket=OuterRef("pk"))
    rows = Ticket.objects.filter(status__category__in=SOLVED).filter(Exists(read))
    return rows.filter(Q(Exists(judged)) | Q(chosen__has_any_keys=CHOSEN))


def estimated(kind: str, wanted: Mapping[str, Any], size: int) -> Estimate:
    """Of a change as services.begin_replay takes it. Raises what candidates.checked and of raise."""
    return estimate(candidates.of(kind, candidates.checked(kind, wanted)), size)


def estimate(candidate: Candidate, size: int) -> Estimate:
    """What reading `size` tickets with the candidate costs: two queries, no network."""
    found = solved().order_by()[: min(size, MOST_TICKETS)].count()
    if not candidate.ways:
        return Estimate(found, 0, 0, 0, True)
    sent, got = _typical()
    first, extra = candidate.ways[0], len(candidate.guidance) // prices.BYTES
    cost = prices.cost(first, sent + extra, got)
    most = prices.worst(candidate.ways, prices.BYTES * (sent + extra))
    is_priced = not prices.unpriced(first, sent, got)
    return Estimate(found, found * cost, found * most, found, is_priced)


def replays(actor: Actor) -> QuerySet[Replay]:
    """Newest first. NoSuchReplay for who may not know."""
    if not actor.may(POLICY):
        raise NoSuchReplay
    return Replay.objects.all()


def replay(actor: Actor, public_id: str) -> Replay:
    if not actor.may(POLICY):
        raise NoSuchReplay
    if (row := Replay.objects.filter(public_id=public_id).first()) is None:
        raise NoSuchReplay
    return row


def live() -> Replay | None:
    return Replay.objects.filter(state__in=Replay.LIVE).first()


def counts(rows: list[Replay]) -> dict[int, dict[str, int]]:
    """{id: {outcome: decisions}} of these replays. One query."""
    found: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    decisions = ReplayDecision.objects.filter(item__replay__in=list(found)).order_by()
    for pk, outcome, number in decisions.values_list("item__replay", "outcome").annotate(Count("pk")):
        found[pk][outcome] = number
    return found


def result(row: Replay) -> Result:
    """Three statements, however many tickets."""
    decisions = ReplayDecision.objects.filter(item__replay=row).order_by()
    sums = {name: Count("pk", filter=Q(outcome=name)) for name in Outcome.values}
    right = {f"{one}_right": Count("pk", filter=Q(**{f"{one}_right": True})) for one in ("old", "new")}
    judged = Count("pk", filter=Q(old_right__isnull=False))
    found = decisions.values("field").annotate(compared=Count("pk"), judged=judged, **sums, **right)
    lines = sorted((Line(**one) for one in found), key=lambda line: CHOSEN.index(_column(line.field)))
    states = _states(row)
    return Result(
        read=sum(number for state, _why, number in states if state == ReplayItem.State.DONE),
        failed=sum(number for state, _why, number in states if state == ReplayItem.State.FAILED),
        ms=_percentiles(row),
        total=_summed(lines),
        lines=lines,
        whys={why: number for state, why, number in states if state == ReplayItem.State.FAILED},
    )


def figures(row: Replay) -> dict[str, Any]:
    """What came out, as programs take it. Shares are 0 to 1, None of nothing; cost in millionths."""
    found = result(row)
    half, most = found.ms or (None, None)
    return {
        "tickets": row.total or 0, "read": found.read, "failed": found.failed, "why_failed": found.whys,
        "p50_ms": half, "p95_ms": most, "cost": row.spent, "calls": row.calls,
        "unpriced": 0 if row.spent else row.tokens_in + row.tokens_out,
        "tokens_in": row.tokens_in, "tokens_out": row.tokens_out,
        **_shares(found.total), "fields": {line.field: _shares(line) for line in found.lines},
    }  # fmt: skip


def changed(actor: Actor, row: Replay, outcome: str = "", name: str = "") -> QuerySet[ReplayDecision]:
    """Decisions that are no longer the same, worse ones first, of tickets that the actor may see."""
    rows = ReplayDecision.objects.filter(item__replay=row, item__ticket__in=tickets.visible(actor).order_by())
    rows = rows.exclude(outcome=Outcome.SAME)
    rows = rows.filter(outcome=outcome) if outcome in OUTCOMES else rows
    rows = rows.filter(field=name) if name else rows
    return rows.select_related("item__ticket").order_by("-outcome", "id")


def _shares(line: Line) -> dict[str, Any]:
    return {
        "compared": line.compared, "agreement": _share(line.same, line.compared), "judged": line.judged,
        "accuracy_old": _share(line.old_right, line.judged),
        "accuracy_new": _share(line.new_right, line.judged),
        "better": line.better, "worse": line.worse, "other": line.other,
    }  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _typical() -> tuple[int, int]:
    """Tokens of a reading on average, of the latest ones by any model."""
    latest = Run.objects.filter(kind=Run.Kind.TRIAGE, engine="model", calls=1).order_by("-pk")[:SAMPLE]
    told = latest.aggregate(sent=Avg("tokens_in"), got=Avg("tokens_out"))
    return round(told["sent"] or TYPICAL[0]), round(told["got"] or TYPICAL[1])


def _states(row: Replay) -> list[tuple[str, str, int]]:
    found = row.items.order_by().values_list("state", "reason").annotate(Count("pk"))
    return [(str(state), str(why), number) for state, why, number in found]


def _percentiles(row: Replay) -> tuple[int, int] | None:
    said = """
        SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms),
               percentile_disc(0.95) WITHIN GROUP (ORDER BY ms)
          FROM ai_replayitem WHERE replay_id = %s AND state = 'done'
    """
    with connection.cursor() as cursor:
        cursor.execute(said, [row.pk])
        half, most = cursor.fetchone()
    return None if half is None else (half, most)


def _column(name: str) -> str:
    return "is_escalated" if name == "escalation" else name


def _summed(lines: list[Line]) -> Line:
    names = [name for name in Line.__dataclass_fields__ if name != "field"]
    sums: dict[str, Any] = {name: sum(getattr(line, name) for line in lines) for name in names}
    return Line("", **sums)
