"""How good advice is: figures of decided values and of suggested replies, counted in the database.

One statement for the values of a field and one for replies, however much was decided; every figure
names the part of the verdicts it counts, so that its tickets can be listed (`tickets_of`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from ai.models import Outcome, Result, Verdict
from ai.rules import RUNS_KEPT
from tenants import context
from tenants.kernel import clock

WINDOWS = (7, 30, 90, 365)  # days
BINS = 10  # of the calibration curve
MOST_LABELS, MOST_PAIRS = 40, 12
USED = ("sent_as_is", "edited")  # outcomes
NOT_KEPT = "-"  # as `final` of a part: nobody said what would have been right
JUDGED = ("category", "priority", "tags", "sentiment", "language", "escalation", "spam", "thanks", "details")

_VALUES = """
WITH v AS (
    SELECT field, said, final, is_right, how, was_auto, confidence, model, prompt_version, at
      FROM ai_verdict
     WHERE at >= %(since)s AND (%(model)s = '' OR model = %(model)s)
       AND (%(version)s = '' OR prompt_version = %(version)s)
), own AS (SELECT * FROM v WHERE field = %(field)s
), said AS (
    SELECT r.mode FROM ai_result r JOIN ai_run u ON u.id = r.run_id
     WHERE r.field = %(field)s AND u.created_at >= %(read_since)s
       AND (%(model)s = '' OR coalesce(nullif(u.model, ''), u.engine) = %(model)s)
       AND (%(version)s = '' OR u.prompt_version = %(version)s)
)
SELECT json_build_object(
  'fields', (SELECT json_agg(f) FROM (
      SELECT field, count(*) AS decided, count(*) FILTER (WHERE is_right) AS right,
             count(*) FILTER (WHERE was_auto) AS auto,
             count(*) FILTER (WHERE was_auto AND is_right) AS auto_right,
             count(*) FILTER (WHERE how = 'undone') AS undone,
             count(*) FILTER (WHERE how = 'closed') AS closed
        FROM v GROUP BY field) f),
  'labels', (SELECT json_agg(l) FROM (
      SELECT said, count(*) AS decided, count(*) FILTER (WHERE is_right) AS right,
             count(*) FILTER (WHERE was_auto) AS auto
        FROM own GROUP BY said ORDER BY count(*) DESC, said LIMIT %(labels)s) l),
  'bins', (SELECT json_agg(b) FROM (
      SELECT least(floor(confidence * %(bins)s), %(bins)s - 1)::int AS bin, count(*) AS decided,
             count(*) FILTER (WHERE is_right) AS right, avg(confidence) AS sure
        FROM own GROUP BY 1 ORDER BY 1) b),
  'pairs', (SELECT json_agg(p) FROM (
      SELECT said, final, count(*) AS number FROM own WHERE NOT is_right
       GROUP BY said, final ORDER BY count(*) DESC, said, final LIMIT %(pairs)s) p),
  'weeks', (SELECT json_agg(w) FROM (
      SELECT date_trunc('week', at)::date AS week, count(*) AS decided,
             count(*) FILTER (WHERE is_right) AS right
        FROM own GROUP BY 1 ORDER BY 1) w),
  'models', (SELECT json_agg(m) FROM (
      SELECT model, prompt_version, count(*) AS decided, count(*) FILTER (WHERE is_right) AS right
        FROM ai_verdict WHERE at >= %(since)s AND field = %(field)s
       GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 20) m),
  'proposed', (SELECT count(*) FROM said), 'applied', (SELECT count(*) FROM said WHERE mode = 'auto'))
"""
_REPLIES = """
SELECT json_build_object(
  'kinds', (SELECT json_agg(k) FROM (
      SELECT o.kind, count(*) AS number, avg(o.similarity) AS likeness
        FROM ai_outcome o WHERE o.created_at >= %(since)s GROUP BY 1) k),
  'versions', (SELECT json_agg(v) FROM (
      SELECT coalesce(r.prompt_version, '') AS version, coalesce(nullif(r.model, ''), r.engine, '') AS model,
             count(*) AS decided, count(*) FILTER (WHERE o.kind IN ('sent_as_is', 'edited')) AS used
        FROM ai_outcome o JOIN ai_suggestion s ON s.id = o.suggestion_id LEFT JOIN ai_run r ON r.id = s.run_id
       WHERE o.created_at >= %(since)s AND o.kind <> 'stale' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20) v))
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is asked for. days: one of WINDOWS; model, version: "" for all of them."""

    field: str = "category"
    days: int = 30
    model: str = ""
    version: str = ""

    @property
    def since(self) -> datetime:
        return clock.now() - timedelta(days=self.days)

    @property
    def read_days(self) -> int:
        """How far back the figures of what was read go: runs are swept away before the longest window is."""
        return min(self.days, RUNS_KEPT.days)

    @property
    def read_since(self) -> datetime:
        return clock.now() - timedelta(days=self.read_days)


@dataclass(frozen=True, slots=True)
class Quality:
    """fields: {field: counts}; the others are of the asked field, rows as the SQL names them."""

    asked: Asked
    fields: dict[str, dict[str, int]]
    labels: Sequence[dict[str, Any]]
    bins: Sequence[dict[str, Any]]
    pairs: Sequence[dict[str, Any]]
    weeks: Sequence[dict[str, Any]]
    models: Sequence[dict[str, Any]]
    proposed: int
    applied: int
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: Sequence[dict[str, Any]] = ()

    @property
    def calibration_error(self) -> float | None:
        """How far confidence is from accuracy, weighted over the bins; None before anything was decided."""
        total = sum(row["decided"] for row in self.bins)
        gaps = (abs(row["sure"] - row["right"] / row["decided"]) * row["decided"] for row in self.bins)
        return sum(gaps) / total if total else None


def quality(asked: Asked) -> Quality:
    """All figures of the page. Two statements."""
    about: dict[str, Any] = {
        "since": asked.since, "read_since": asked.read_since, "field": asked.field,
        "model": asked.model, "version": asked.version,
        "bins": BINS, "labels": MOST_LABELS, "pairs": MOST_PAIRS,
    }  # fmt: skip
    with context.reading():
        values, replies = _one(_VALUES, about), _one(_REPLIES, about)
    return Quality(
        asked=asked,
        fields={row["field"]: row for row in values["fields"] or ()},
        labels=values["labels"] or (),
        bins=values["bins"] or (),
        pairs=values["pairs"] or (),
        weeks=values["weeks"] or (),
        models=values["models"] or (),
        proposed=values["proposed"],
        applied=values["applied"],
        replies={row["kind"]: row for row in replies["kinds"] or ()},
        versions=replies["versions"] or (),
    )


def verdicts_of(asked: Asked, part: dict[str, str]) -> QuerySet[Verdict]:
    """The verdicts that one figure counts, newest first, with their tickets.

    part: any of right (yes, no), said, final, how, auto (yes), bin (0 to 9), week (a Monday, as 2026-11-23).
    What does not fit is passed over.
    """
    rows = Verdict.objects.filter(field=asked.field, at__gte=asked.since).select_related("ticket")
    same = {"model": asked.model, "prompt_version": asked.version}
    same |= {name: part[name] for name in ("said", "final", "how") if part.get(name)}
    if same.get("final") == NOT_KEPT:
        same["final"] = ""
        rows = rows.filter(final="")
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if part.get("right") in ("yes", "no"):
        rows = rows.filter(is_right=part["right"] == "yes")
    if part.get("auto") == "yes":
        rows = rows.filter(was_auto=True)
    if (number := part.get("bin", "")).isdecimal() and int(number[:2]) < BINS:
        rows = rows.filter(confidence__gte=int(number) / BINS)
        rows = rows.filter(confidence__lt=(int(number) + 1) / BINS) if int(number) < BINS - 1 else rows
    if monday := _day(part.get("week", "")):
        rows = rows.filter(at__gte=monday, at__lt=monday + timedelta(days=7))
    return rows.order_by("-at", "-pk")


def outcomes_of(asked: Asked, kind: str) -> QuerySet[Outcome]:
    """The suggested replies that ended so, newest first, with their tickets."""
    rows = Outcome.objects.filter(created_at__gte=asked.since, kind=kind)
    return rows.select_related("suggestion__ticket").order_by("-created_at", "-pk")


def replies_by(asked: Asked, model: str, version: str, *, is_used: bool = False) -> QuerySet[Outcome]:
    """The suggested replies by a model and a prompt that people decided about, as `Quality.versions` counts.

    model, version: as there; "" where a reply has none. is_used: only those that were sent.
    """
    run = "suggestion__run__"
    rows = Outcome.objects.filter(created_at__gte=asked.since).exclude(kind=Outcome.Kind.STALE)
    rows = rows.annotate(
        by=Coalesce(NullIf(f"{run}model", Value("")), f"{run}engine", Value("")),
        prompt=Coalesce(f"{run}prompt_version", Value("")),
    ).filter(by=model, prompt=version)
    rows = rows.filter(kind__in=USED) if is_used else rows
    return rows.select_related("suggestion__ticket").order_by("-created_at", "-pk")


def readings_of(asked: Asked, *, is_applied: bool = False) -> QuerySet[Result]:
    """The values that were read (`Quality.proposed`), or of these the applied ones, newest first."""
    rows = Result.objects.filter(field=asked.field, run__created_at__gte=asked.read_since)
    if asked.model:
        rows = rows.annotate(by=Coalesce(NullIf("run__model", Value("")), "run__engine"))
        rows = rows.filter(by=asked.model)
    if asked.version:
        rows = rows.filter(run__prompt_version=asked.version)
    if is_applied:
        rows = rows.filter(mode=Result.Mode.AUTO)
    return rows.select_related("ticket", "run").prefetch_related("verdicts").order_by("-pk")


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=clock.now().tzinfo)
    except ValueError:
        return None


def _one(sql: str, about: dict[str, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, about)
        row = cursor.fetchone()
    found: dict[str, Any] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return found
