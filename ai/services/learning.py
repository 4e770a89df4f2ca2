"""Heads of the local engine are learned from corrections: later, in a task, never in a request.

The example memory of the engine knows a correction at once (ai.options); training takes seconds, so
it waits for a pause and is done once for all corrections of the last minutes.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count

from ai import book, options
from ai.models import Correction, TrainedHead
from ai.services import versions
from tenants import tasks
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock

ALARM = "ai.learn"
PAUSE = timedelta(minutes=10)
LEAST = 4  # labelled examples of any kind below which there is nothing to learn
NEW, SHARE = (
    20,
    0.05,
)  # new corrections of a field that are worth learning at once, and their share of the known


def plan() -> None:
    """Learn again within PAUSE, or now when there is much new; corrections until then are part of it."""
    ensure_alarm(ALARM, "heads", clock.now() + PAUSE)
    if is_due():
        tasks.wake("ai.learn")


def is_due() -> bool:
    """Whether some field has enough new corrections to be learned without waiting for a pause."""
    heads = TrainedHead.objects.values_list("kind", "learned_from", "metrics")
    known = max((last for _, last, _ in heads), default=0)
    learned: dict[str, float] = {}
    for kind, _, metrics in heads:
        field = "tags" if kind.startswith("tag:") else kind
        learned[field] = max(learned.get(field, 0.0), metrics.get("examples", 0.0))
    new = Correction.objects.filter(field__in=options.LABELLED_FIELDS, pk__gt=known).order_by()
    counts = new.values_list("field").annotate(Count("pk"))
    return any(number >= max(NEW, SHARE * learned.get(field, 0.0)) for field, number in counts)


def learn() -> dict[str, float]:
    """Train all heads there are enough examples for. Returns {kind: accuracy on unseen examples}."""
    from ai.local import chance
    from ai.local.engine import learn as train  # scikit-learn comes in here

    last = Correction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    examples = options.labelled()
    if len(examples) < LEAST:
        return {}
    with chance.begins_with(book.decided().seed):
        heads = train(options.categories(), examples)
    with transaction.atomic():
        for kind, head in heads.items():
            versions.keep(kind, head, last)
        TrainedHead.objects.exclude(kind__in=heads).delete()
    return {kind: head.metrics.get("accuracy", 0.0) for kind, head in heads.items()}
