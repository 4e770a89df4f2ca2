"""An evaluation from beginning to end: learn, predict, judge.

Learning goes through `services.take_over` (an agent's corrections, many at once) and the learner's own
`learn`; predicting through `read_and_store`, as the task does. In a stream each line is predicted, then
corrected, and the learner runs whenever the product would wake it.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Length

from ai import options, rules
from ai.contracts import Letter, Reading, roll_up
from ai.evaluation import acting, ground, inflow, measure
from ai.evaluation.lines import Labels, Line, Option, Sought
from ai.evaluation.measure import Judged
from ai.models import Run, Suggestion, TrainedHead
from ai.services import learning, read_and_store
from ai.services.corrections import Said, take_over
from ai.services.drafts import draft_reply
from ai.text.clean import clean
from ai.text.redact import Redactor
from core.tickets.models import Message
from tenants.events.bus import hushed
from tenants.kernel.actor import SYSTEM

FIELD = {"category": "category", "sentiment": "sentiment", "priority": "priority", "tags": "tags",
         "escalate": "escalation", "spam": "spam", "thanks": "thanks"}  # fmt: skip
AT_ONCE = 1_000  # lines written together


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to evaluate. bias: share of wrong suggestions that people let stand.

    is_timed: rows hold `ms`, the one thing in them that two runs under one AI_SEED do not share.
    floor: smallest confidence of what category, priority and tags apply; None: as in a new organization.
    """

    kinds: tuple[str, ...]
    train: Sequence[Line] = ()
    test: Sequence[Line] = ()
    categories: Sequence[Option] = ()
    articles: Sequence[Option] = ()
    fields: Sequence[Sought] = ()
    is_stream: bool = False
    bias: float = 0.0
    is_timed: bool = True
    floor: float | None = None


@dataclass
class Course:
    """One evaluation in the current tenant, whose rows are empty."""

    wanted: Wanted
    judged: dict[str, list[Judged]] = field(default_factory=dict)
    ms: list[float] = field(default_factory=list)
    pipeline_ms: list[float] = field(default_factory=list)
    learn_cpu: float = 0.0
    learn_runs: int = 0
    load_s: float = 0.0
    shown: int = 0
    let_stand: int = 0

    def run(self, told: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
        """The predictions, one row a line. `report` has the figures afterwards."""
        wanted = self.wanted
        self._names()
        ground.furnish(wanted.categories, self._labels, self._tags)
        ground.seek(wanted.fields)
        self._cited = ground.shelve(wanted.articles) if "reply" in wanted.kinds else {}
        self._chance = random.Random(settings.AI_SEED)  # noqa: S311  a simulated agent's carelessness
        self._warm()
        with hushed():
            if wanted.train:
                told(f"learning from {len(wanted.train)} lines")
                self._learn_all(wanted.train)
            told(f"predicting {len(wanted.test)} lines")
            return self._predict_all(wanted.test)

    def _warm(self) -> None:
        """A worker has loaded its word lists long before: the first line does not pay for them."""
        began = time.perf_counter()
        options.engine().read(Letter("Before", "Where is my parcel? It should have been here on Monday."))
        self.load_s = time.perf_counter() - began

    def report(self) -> dict[str, Any]:
        spent = Run.objects.aggregate(
            calls=Sum("calls"), tokens_in=Sum("tokens_in"), tokens_out=Sum("tokens_out")
        )
        size = TrainedHead.objects.aggregate(size=Sum(Length("blob")))["size"] or 0
        bias = {"shown": self.shown, "let_stand": self.let_stand} if self.wanted.bias else None
        return {
            "kinds": {kind: measure.figures(kind, self.judged.get(kind, ())) for kind in self.wanted.kinds},
            "p50_ms": measure.percentile(self.ms, 0.50),
            "p95_ms": measure.percentile(self.ms, 0.95),
            "pipeline_p50_ms": measure.percentile(self.pipeline_ms, 0.50),
            "pipeline_p95_ms": measure.percentile(self.pipeline_ms, 0.95),
            "load_s": round(self.load_s, 3),
            "train_s": round(self.learn_cpu, 3),
            "learner_runs": self.learn_runs,
            **({"bias": bias} if bias else {}),
            "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _RSS_UNIT, 1),
            "model_bytes": size,
            "calls": spent["calls"] or 0,
            "tokens": {"in": spent["tokens_in"] or 0, "out": spent["tokens_out"] or 0},
            "fallen_back": Run.objects.filter(state=Run.State.FALLEN_BACK).count(),
        }

    def _names(self) -> None:
        lines = [*self.wanted.train, *self.wanted.test]
        labels = [option.label for option in self.wanted.categories]
        labels += [line.truth["category"] for line in lines if line.truth.get("category") is not None]
        self._labels = Labels(labels)
        self._tags = sorted({tag for line in lines for tag in line.truth.get("tags", ())})
        moods = {line.truth["sentiment"] for line in lines if "sentiment" in line.truth}
        self._is_coarse = not moods & {"very_negative", "very_positive"}

    def _learn_all(self, lines: Sequence[Line]) -> None:
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            owners = self._tickets(inflow.receive(some))
            take_over([said for line, ticket in zip(some, owners, strict=True)
                       for said in self._words(line, ticket)], SYSTEM)  # fmt: skip
        self._learn()

    def _predict_all(self, lines: Sequence[Line]) -> list[dict[str, Any]]:
        rows = []
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            messages = inflow.receive(some)
            owners = self._tickets(messages)
            for line, run, ticket in zip(some, inflow.queue(messages), owners, strict=True):
                rows.append(self._predict(line, run, ticket))
                if self.wanted.is_stream:
                    take_over(self._words(line, ticket, rows[-1]), SYSTEM)
                    if learning.is_due():
                        self._learn()
            if "reply" in self.wanted.kinds:
                self._draft(messages, rows[start:])
        return rows

    def _predict(self, line: Line, run: int, ticket: int) -> dict[str, Any]:
        began = time.perf_counter()
        outcome = read_and_store(run)
        self.pipeline_ms.append(1000 * (time.perf_counter() - began))
        row: dict[str, Any] = {"id": line.id}
        if outcome is None:
            return row | {"error": Run.objects.get(pk=run).reason}
        self.ms.append(1000 * outcome.took)
        alone = acting.alone(outcome, ticket, self.wanted.floor)
        for kind in self.wanted.kinds:
            if kind in FIELD:
                value, sure = self._said(kind, outcome.reading)
                auto = FIELD[kind] in alone
                row[kind] = {
                    "value": value, "confidence": sure, "auto": auto, "engine": outcome.reading.engine,
                }  # fmt: skip
                if kind in line.truth:
                    self.judged.setdefault(kind, []).append(Judged(line.truth[kind], value, sure, auto))
        if "details" in self.wanted.kinds:
            row["details"] = self._found(line, outcome.reading)
        if self.wanted.is_timed:
            row["ms"] = round(self.ms[-1], 2)
        row["redacted_text"] = Redactor().redact(clean(line.text))
        return row

    def _said(self, kind: str, reading: Reading) -> tuple[Any, float]:
        """Value in the file's words, and its confidence."""
        if kind == "tags":
            sure = min((tag.confidence for tag in reading.tags), default=0.0)
            return [tag.value for tag in reading.tags], sure
        one = getattr(reading, FIELD[kind])
        if kind == "category":
            return self._labels.label(one.value), one.confidence
        is_coarse = kind == "sentiment" and self._is_coarse
        return roll_up(one.value) if is_coarse else one.value, one.confidence

    def _found(self, line: Line, reading: Reading) -> dict[str, dict[str, Any]]:
        """{field: its value as other kinds have it}, of each field that is looked for."""
        mode, floor = rules.START["details"]
        flags = frozenset(flag.name for flag in reading.flags)
        known, told = {one.key: one for one in reading.details}, {}
        for key in (one.key for one in self.wanted.fields):
            one = known.get(key)
            value, sure = (one.value, one.confidence) if one else (None, 0.0)
            auto = one is not None and rules.applies(mode, sure, floor, flags, "details")
            told[key] = {"value": value, "confidence": sure, "auto": auto, "engine": reading.engine}
            if key in line.truth.get("details", {}):
                truth = line.truth["details"][key]
                self.judged.setdefault("details", []).append(Judged(truth, value, sure, auto))
        return told

    def _words(self, line: Line, ticket: int, row: dict[str, Any] | None = None) -> list[Said]:
        """What the agent says about the line; with a bias some wrong suggestions stand, silently.

        Only shown ones: where pages say "Not sure" (ai.selectors.panel) people have to choose by themselves.
        """
        words = []
        for kind in self.wanted.kinds:
            if kind not in line.truth or kind not in FIELD:
                continue
            truth, source = line.truth[kind], "panel"
            said = row[kind]["value"] if row and kind in row else truth
            if row and kind in row and self.wanted.bias and self._is_shown(kind, row):
                self.shown += 1
                if said == truth or self._chance.random() < self.wanted.bias:
                    self.let_stand += said != truth
                    truth, source = said, "accepted"
            words.append(
                Said(ticket, FIELD[kind], self._labels.key(truth) if kind == "category" else truth, source)
            )
        return words

    @staticmethod
    def _is_shown(kind: str, row: dict[str, Any]) -> bool:
        """Would agents see the value? What is applied by itself they do, however sure it is."""
        return rules.START[FIELD[kind]][0] == "auto" or rules.is_shown(row[kind]["confidence"])

    def _learn(self) -> None:
        import sklearn.svm  # noqa: F401  a worker has it already

        began = time.process_time()
        learning.learn()
        self.learn_cpu += time.process_time() - began
        self.learn_runs += 1

    def _draft(self, messages: Sequence[int], rows: list[dict[str, Any]]) -> None:
        """A suggested reply to each message, as the drafting task writes it."""
        owners = dict(Message.objects.filter(pk__in=messages).values_list("pk", "ticket_id"))
        runs = inflow.queue(messages, Run.Kind.DRAFT)
        for message, run, row in zip(messages, runs, rows, strict=True):
            made = Suggestion.objects.create(run_id=run, ticket_id=owners[message], message_id=message)
            draft_reply(run)
            made.refresh_from_db()
            engine = Run.objects.values_list("engine", flat=True).get(pk=run)
            row["reply"] = {
                "value": made.body or None, "confidence": made.confidence, "auto": False, "engine": engine,
                "reason": made.reason,
            }  # fmt: skip
            sources = [self._cited.get(source["id"], source["id"]) for source in made.sources]
            row["citations"] = sources if made.body else []
            row["nearest"] = [] if made.body else sources

    @staticmethod
    def _tickets(messages: Sequence[int]) -> list[int]:
        owners = dict(Message.objects.filter(pk__in=messages).values_list("pk", "ticket_id"))
        return [owners[message] for message in messages]


_RSS_UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024  # of ru_maxrss, to MB
