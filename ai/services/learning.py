"""Heads of the local engine are learned from corrections: later, in a task, never in a request.

The example memory of the engine knows a correction at once (ai.options); training takes seconds, so
it waits for a pause and is done once for all corrections of the last minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from ai import book, options
from ai.models import Correction, ModelSettings, TrainedHead
from ai.services import contradicting, versions
from ai.services.masking import settings_row
from tenants import context, tasks
from tenants.alarms.bell import clear_alarm, ensure_alarm
from tenants.database import hot
from tenants.kernel import clock
from tenants.locks import Held, held

if TYPE_CHECKING:
    from ai.contracts import Labelled
    from ai.local.head import Head

ALARM = "ai.learn"
AFRESH = "ai.relearn"  # something was erased
PAUSE = timedelta(minutes=10)
LEAST = 4  # labelled examples of any kind below which there is nothing to learn
NEW, SHARE = (
    20,
    0.05,
)  # new corrections of a field that are worth learning at once, and their share of the known


# By hand: asked after every correction.
_HEADS = "SELECT kind, learned_from, coalesce((metrics ->> 'examples')::float8, 0) FROM {}"
_NEW = "SELECT field, count(*) FROM {} WHERE field = ANY (%s) AND id > %s GROUP BY field"


def plan() -> None:
    """Learn again within PAUSE, or now when there is much new; corrections until then are part of it."""
    ensure_alarm(ALARM, "heads", clock.now() + PAUSE)
    if is_due():
        tasks.wake("ai.learn")


def forget_at_once() -> None:
    """A correction was taken back: no process remembers it at its next reading, and heads are learned again.

    Call inside a transaction. A learner that knew it keeps nothing.
    """
    ModelSettings.objects.filter(pk=settings_row().pk).update(forgot_at=clock.now())
    book.decided.changed()
    plan()


def is_due() -> bool:
    """Whether some field has enough new corrections to be learned without waiting for a pause."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADS.format(hot.name_of(TrainedHead)))
        heads = cursor.fetchall()
        known = max((last for _, last, _ in heads), default=0)
        cursor.execute(_NEW.format(hot.name_of(Correction)), [list(options.LABELLED_FIELDS), known])
        counts = cursor.fetchall()
    learned: dict[str, float] = {}
    for kind, _, examples in heads:
        field = "tags" if kind.startswith("tag:") else kind
        learned[field] = max(learned.get(field, 0.0), examples)
    return any(number >= max(NEW, SHARE * learned.get(field, 0.0)) for field, number in counts)


def learn_in_turn(*, afresh: bool = False, anyway: bool = False) -> None:
    """`learn`, one process at a time, and only what is new: many decisions ask for it before one has ended.

    afresh, anyway: although nobody has decided anything since, and after whoever is at it.
    """
    is_wanted = afresh or anyway
    try:
        with held(f"{ALARM} {context.require_tenant()}", wait=is_wanted):
            if is_wanted or _is_new():
                learn(afresh=afresh)
    except Held:
        ensure_alarm(ALARM, "heads", clock.now() + PAUSE)  # what it began without


def _is_new() -> bool:
    """Was anything decided, or taken back, since what is learned?"""
    at = TrainedHead.objects.order_by("-created_at").values_list("created_at", flat=True).first()
    said = Correction.objects.filter(pk__gt=_known(), field__in=options.LABELLED_FIELDS)
    forgot = _forgot_at()
    return at is None or (forgot is not None and forgot > at) or said.exists()


def learn(*, afresh: bool = False) -> dict[str, float]:
    """Train all heads there are enough examples for. Returns {kind: accuracy on unseen examples}.

    afresh: older versions are dropped, since they know what was erased. Where something was erased while
    it learned, nothing of it is kept: it learns again soon.
    """
    last = Correction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    before, known, examples = _forgot_at(), _known(), options.labelled()
    heads = _trained(examples)
    if not heads and not afresh:
        return {}
    with transaction.atomic():
        if _forgot_at(lock=True) != before:
            return {}  # its alarm is set
        if afresh:
            clear_alarm(AFRESH, "heads")
        for kind, head in heads.items():
            versions.keep(kind, head, last, afresh=afresh)
        gone = TrainedHead.objects.exclude(kind__in=heads)
        (gone if afresh else gone.exclude(is_pinned=True)).delete()
    contradicting.find(known)
    return {kind: head.metrics.get("accuracy", 0.0) for kind, head in heads.items()}


def _known() -> int:
    """The last decision that a learning has looked at."""
    last = TrainedHead.objects.order_by("-learned_from").values_list("learned_from", flat=True).first()
    return last or 0


def _trained(examples: list[Labelled]) -> dict[str, Head]:
    from ai.local import chance
    from ai.local.engine import learn as train  # scikit-learn comes in here

    if len(examples) < LEAST:
        return {}
    with chance.begins_with(book.decided().seed):
        return train(options.categories(), examples)


def _forgot_at(*, lock: bool = False) -> datetime | None:
    """When something was erased last. lock: nothing can be until the transaction ends."""
    if lock:
        return settings_row().forgot_at
    return ModelSettings.objects.values_list("forgot_at", flat=True).first()
