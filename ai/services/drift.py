"""Once a week: are messages, confidence, decisions or words other than in the four weeks before?

Each figure of the last full week is kept (ai.Drift); beyond its bound those who set policies are told, once a
week. Fewer than LEAST values on either side say nothing and are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Avg, Count, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from ai import rules
from ai.events import DriftSeen
from ai.models import Drift, Outcome, Result, Verdict
from ai.services.masking import settings_row
from core.tickets.models import Message
from tenants import context
from tenants.events.bus import publish
from tenants.kernel import clock

WEEK = timedelta(days=7)
BEFORE = 4 * WEEK
LEAST = 50
READ = 300  # newest messages of a week whose words are looked at
KNOWN = 1_500  # messages of the weeks before that make up the known words
LONGEST = 2_000  # characters of each
Measure = Drift.Measure
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Span:
    """The last full week from its Monday, and the four weeks before it. UTC."""

    monday: date

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.monday, time.min, clock.now().tzinfo)

    def now(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.begins + WEEK})

    def before(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.begins - BEFORE, f"{field}__lt": self.begins})


def look() -> list[Drift]:
    """Measure the last full week, if nobody has. Emits DriftSeen when a figure is beyond its bound."""
    today = clock.now().date()
    span = Span(today - timedelta(days=today.weekday()) - WEEK)
    if Drift.objects.filter(week=span.monday).exists():
        return []
    with context.reading():
        found = [row for row in (_labels(span), _confidence(span), _values(span), _replies(span),
                                 _words(span)) if row]  # fmt: skip
    with transaction.atomic(), translation.override(context.current_tenant().language):
        settings_row()  # its lock: of two workers one tells them
        if Drift.objects.filter(week=span.monday).exists():
            return []
        Drift.objects.bulk_create(found)
        if lines := [sentence(row) for row in found if row.is_alarming]:
            publish(DriftSeen(span.monday.isoformat(), lines))
    return found


def sentence(row: Drift) -> str:
    """What it means, for people."""
    if row.measure == Measure.LABELS:
        moved = _(
            "Messages are about other things than in the four weeks before (index %(now).2f; "
            "up to 0.2 is usual)."
        )
        return moved % {"now": row.now}
    told = {
        Measure.CONFIDENCE: _(
            "Triage is less sure of categories: %(now)d %% on average, %(before)d %% before."
        ),
        Measure.VALUES: _("Fewer proposed values are right: %(now)d %%, %(before)d %% before."),
        Measure.REPLIES: _("Fewer suggested replies are used: %(now)d %%, %(before)d %% before."),
        Measure.WORDS: _("Messages hold more words never seen before: %(now)d %%, %(before)d %% before."),
    }[Measure(row.measure)]
    return told % {"now": round(100 * row.now), "before": round(100 * (row.before or 0))}


def _labels(span: Span) -> Drift | None:
    now, before = span.now("run__created_at"), span.before("run__created_at")
    rows = Result.objects.filter(now | before, field="category").order_by().values("value")
    counts = list(rows.annotate(now=Count("pk", filter=now), before=Count("pk", filter=before)))
    after = {str(row["value"]): row["now"] for row in counts}
    known = {str(row["value"]): row["before"] for row in counts}
    if min(sum(after.values()), sum(known.values())) < LEAST:
        return None
    index = rules.stability(known, after)
    return _row(span, Measure.LABELS, None, index, sum(after.values()), index > rules.LABELS_MOVED)


def _confidence(span: Span) -> Drift | None:
    now, before = span.now("run__created_at"), span.before("run__created_at")
    row = Result.objects.filter(now | before, field="category").aggregate(
        now=Avg("confidence", filter=now), before=Avg("confidence", filter=before),
        number=Count("pk", filter=now), known=Count("pk", filter=before),
    )  # fmt: skip
    if min(row["number"], row["known"]) < LEAST:
        return None
    fell = row["before"] - row["now"] > rules.LESS_SURE
    return _row(span, Measure.CONFIDENCE, row["before"], row["now"], row["number"], fell)


def _values(span: Span) -> Drift | None:
    said = Verdict.objects.filter(field__in=rules.EARNED).exclude(how=Verdict.How.CLOSED)
    return _share(span, Measure.VALUES, said, "at", Q(is_right=True))


def _replies(span: Span) -> Drift | None:
    used = Q(kind__in=(Outcome.Kind.SENT_AS_IS, Outcome.Kind.EDITED))
    return _share(span, Measure.REPLIES, Outcome.objects.exclude(kind=Outcome.Kind.STALE), "created_at", used)


def _share(span: Span, measure: str, rows: QuerySet, field: str, good: Q) -> Drift | None:
    now, before = span.now(field), span.before(field)
    row = rows.filter(now | before).aggregate(
        number=Count("pk", filter=now), known=Count("pk", filter=before),
        good=Count("pk", filter=now & good), was_good=Count("pk", filter=before & good),
    )  # fmt: skip
    if min(row["number"], row["known"]) < LEAST:
        return None
    share, was = row["good"] / row["number"], row["was_good"] / row["known"]
    return _row(span, measure, was, share, row["number"], was - share > rules.LESS_ACCEPTED)


def _words(span: Span) -> Drift | None:
    """Share of words that the three weeks before last did not know: last week against the one before it."""
    last = span.begins - WEEK
    known = {word for text in _texts(span.begins - BEFORE, last, KNOWN) for word in _spoken(text)}
    now, number = _unknown(_texts(span.begins, span.begins + WEEK, READ), known)
    was, before = _unknown(_texts(last, span.begins, READ), known)
    if min(number, before) < LEAST:
        return None
    rose = now > was * (1 + rules.NEW_WORDS) and now - was > rules.FEW_WORDS
    return _row(span, Measure.WORDS, was, now, number, rose)


def _unknown(texts: Iterable[str], known: set[str]) -> tuple[float, int]:
    """(share of the words that are not known, number of texts)."""
    words = new = number = 0
    for text in texts:
        spoken = _spoken(text)
        number, words, new = number + 1, words + len(spoken), new + len(spoken - known)
    return (new / words if words else 0.0), number


def _texts(since: datetime, until: datetime, limit: int) -> list[str]:
    rows = Message.objects.filter(kind=Message.Kind.CUSTOMER, created_at__gte=since, created_at__lt=until)
    return [text[:LONGEST] for text in rows.order_by("-pk").values_list("text", flat=True)[:limit]]


def _spoken(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def _row(span: Span, measure: str, before: float | None, now: float, number: int, is_alarming: bool) -> Drift:
    return Drift(
        week=span.monday, measure=measure, before=before, now=round(now, 4), number=number,
        is_alarming=is_alarming,
    )  # fmt: skip
