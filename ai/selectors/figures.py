"""What advice may do here, what it did this month, and who answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from ai import routes, rules
from ai.models import Correction, Outcome, Policy, Run, Task, TrainedHead
from billing import selectors as billing
from tenants import context
from tenants.kernel import clock


@dataclass(frozen=True, slots=True)
class Usage:
    """This month. local, fell_back: runs; shown, accepted: suggestions with an outcome or decision.

    cost: of all features, in millionths; tickets: that a model was asked about.
    """

    used: int
    limit: int | None
    runs: int
    local: int
    fell_back: int
    failed: int
    shown: int
    accepted: int
    cost: int = 0
    tickets: int = 0
    unpriced: int = 0

    @property
    def accepted_share(self) -> int | None:
        """Percent of the decided suggestions that were used; None before there are any."""
        return round(100 * self.accepted / self.shown) if self.shown else None

    @property
    def per_ticket(self) -> int:
        """Millionths on average; 0 before a model was asked."""
        return round(self.cost / self.tickets) if self.tickets else 0


def policies() -> list[Policy]:
    """One per field, in the order of the panel; those nobody touched are as at the start."""
    known = {row.field: row for row in Policy.objects.all()}
    start = {
        field: Policy(field=field, mode=mode, min_confidence=floor)
        for field, (mode, floor) in rules.START.items()
    }
    return list((start | {field: row for field, row in known.items() if field in start}).values())


def policy(field: str) -> Policy:
    """The policy of one field; as at the start where nobody decided."""
    return next(row for row in policies() if row.field == field)


def learned() -> list[TrainedHead]:
    """What the local engine learned: the versions of each kind, newest first. One query."""
    return list(TrainedHead.objects.defer("blob", "held"))


def waiting(rows: Iterable[TrainedHead]) -> dict[int, int]:
    """{id of a pinned version: decided values that came after what it knows}. One query, none without any."""
    pinned = {row.pk: (_field(row.kind), row.learned_from) for row in rows if row.is_pinned}
    if not pinned:
        return {}
    counts = {
        f"of_{pk}": Count("pk", filter=Q(field=field, pk__gt=last)) for pk, (field, last) in pinned.items()
    }
    least = min(last for _field, last in pinned.values())
    found = Correction.objects.filter(pk__gt=least).order_by().aggregate(**counts)
    return {pk: found[f"of_{pk}"] for pk in pinned}


def _field(kind: str) -> str:
    return "tags" if kind.startswith("tag:") else kind


def usage() -> Usage:
    """Figures of the running calendar month and of the allowance."""
    allowed = billing.allowance("ai_messages")
    since = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with context.reading():
        runs, shown = _runs(since), _shown(since)
    return Usage(used=allowed.used, limit=allowed.limit, **runs, **shown)


def _runs(since: datetime) -> dict[str, int]:
    read = Q(kind=Run.Kind.TRIAGE)
    return Run.objects.filter(created_at__gte=since).aggregate(
        runs=Count("pk", filter=read),
        local=Count("pk", filter=read & Q(engine="local")),
        fell_back=Count("pk", filter=read & Q(state=Run.State.FALLEN_BACK)),
        failed=Count("pk", filter=read & Q(state=Run.State.FAILED)),
        cost=Sum("cost", default=0),
        unpriced=Sum("unpriced", default=0),
        tickets=Count("ticket", distinct=True, filter=Q(calls__gt=0)),
    )


def _shown(since: datetime) -> dict[str, int]:
    outcomes = Outcome.objects.filter(created_at__gte=since).exclude(kind=Outcome.Kind.STALE)
    used = Q(kind__in=(Outcome.Kind.SENT_AS_IS, Outcome.Kind.EDITED))
    return outcomes.aggregate(shown=Count("pk"), accepted=Count("pk", filter=used))


def engine_kind() -> str:
    """ "model" when an endpoint is to be asked, else "local"."""
    return "model" if routes.to(Task.TRIAGE) else "local"
