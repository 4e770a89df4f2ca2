"""Heads of the local engine are learned from corrections: later, in a task, never in a request.

The example memory of the engine knows a correction at once (ai.options); training takes seconds, so
it waits for a pause and is done once for all corrections of the last minutes.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from ai import options
from ai.models import Correction, TrainedHead
from tenants.alarms.bell import ensure_alarm
from tenants.kernel import clock

ALARM = "ai.learn"
PAUSE = timedelta(minutes=10)
LEAST = 12  # labelled examples of any kind below which there is nothing to learn


def plan() -> None:
    """Learn again within PAUSE; more corrections until then are part of it."""
    ensure_alarm(ALARM, "heads", clock.now() + PAUSE)


def learn() -> dict[str, float]:
    """Train all heads there are enough examples for. Returns {kind: accuracy on unseen examples}."""
    from ai.local import store
    from ai.local.engine import learn as train  # scikit-learn comes in here

    last = Correction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    examples = options.labelled()
    if len(examples) < LEAST:
        return {}
    heads = train(options.categories(), examples)
    with transaction.atomic():
        for kind, head in heads.items():
            blob, checksum = store.dump(head)
            facts = {"blob": blob, "sha256": checksum, "learned_from": last, "metrics": head.metrics}
            TrainedHead.objects.update_or_create(kind=kind, defaults=facts | {"created_at": clock.now()})
        TrainedHead.objects.exclude(kind__in=heads).delete()
    return {kind: head.metrics.get("accuracy", 0.0) for kind, head in heads.items()}
