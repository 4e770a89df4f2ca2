"""What stands beside the figures of quality: both engines' opinions, drift of the last week, contradictions.

Two statements. The second opinion: where a model read a message, the built-in engine read it too and was sure
of something else (Result.disputed_by). Who was right is what people decided about that value later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Func, QuerySet, Subquery, TextField

from ai.models import Drift, Result
from ai.selectors.quality import Asked, _one
from tenants import context

_BESIDE = """
WITH d AS (
    SELECT r.id, (r.disputed_by #>> '{}') AS other, v.is_right, v.final
      FROM ai_result r JOIN ai_run u ON u.id = r.run_id LEFT JOIN ai_verdict v ON v.result_id = r.id
     WHERE r.field = %(field)s AND r.disputed_by IS NOT NULL AND u.created_at >= %(since)s
)
SELECT json_build_object(
  'read', (SELECT count(*) FROM ai_result r JOIN ai_run u ON u.id = r.run_id
            WHERE r.field = %(field)s AND u.created_at >= %(since)s AND u.engine = 'model'),
  'differed', (SELECT count(*) FROM d),
  'model', (SELECT count(*) FROM d WHERE is_right),
  'local', (SELECT count(*) FROM d WHERE NOT is_right AND final = other),
  'neither', (SELECT count(*) FROM d WHERE NOT is_right AND final <> other),
  'open', (SELECT count(*) FROM d WHERE is_right IS NULL))
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """read: values of the field by a model; differed: of these the other engine was sure of another one.

    model, local, neither: who was right, by what people decided; open: nobody has. drift: figures of the last
    measured week.
    """

    read: int
    differed: int
    model: int
    local: int
    neither: int
    open: int
    drift: Sequence[Drift]


def watched(asked: Asked) -> Watched:
    last = Drift.objects.order_by("-week").values("week")[:1]
    with context.reading():
        found = _one(_BESIDE, {"field": asked.field, "since": asked.read_since})
        drift = list(Drift.objects.filter(week=Subquery(last)).order_by("pk"))
    return Watched(**found, drift=drift)


def differing(asked: Asked, who: str = "") -> QuerySet[Result]:
    """The values that the engines differed on, newest first. who: model, local, neither, open or all."""
    rows = Result.objects.filter(
        field=asked.field, disputed_by__isnull=False, run__created_at__gte=asked.read_since
    ).annotate(other=Func(F("disputed_by"), template="(%(expressions)s #>> '{}')", output_field=TextField()))
    if who == "model":
        rows = rows.filter(verdicts__is_right=True)
    elif who == "open":
        rows = rows.filter(verdicts=None)
    elif who == "local":
        rows = rows.filter(verdicts__is_right=False, verdicts__final=F("other"))
    elif who == "neither":
        rows = rows.filter(verdicts__is_right=False).exclude(verdicts__final=F("other"))
    return rows.select_related("ticket", "run").prefetch_related("verdicts").order_by("-pk")
