"""How long it is kept what the advice did: 90 days, except for what people taught with it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from ai.models import Correction, Run
from ai.rules import RUNS_KEPT
from ai.services import replays
from ai.services.runs import OPEN
from tenants.kernel import clock

AT_ONCE = 500  # runs of one transaction, each with about eight results


def forget_old() -> int:
    """Delete settled runs older than RUNS_KEPT with their results. Returns how many.

    A run that a person corrected stays as long as the correction: the engine learns from its message.
    Replays, which hold values and no words, stay for a year.
    """
    replays.forget()
    gone = 0
    while ids := _old():
        with transaction.atomic():
            Run.objects.filter(pk__in=ids).delete()
        gone += len(ids)
    return gone


def _old() -> list[int]:
    taught = Correction.objects.filter(result__run=OuterRef("pk"))
    old = Run.objects.filter(created_at__lt=clock.now() - RUNS_KEPT).exclude(state__in=OPEN)
    return list(old.exclude(Exists(taught)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
