"""How the goals of advice are measured: each by the product's own pieces, the other benchmarks, or its tests.

Every measure takes its argument and the folder of its set (None without one) and returns figures in the order of
the goal's bars. Where a goal needs a set, its line format is that of `manage.py ai_evaluate`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from infra.benchmarks import grounding as grounds
from infra.benchmarks import local_engine

ALL = 0x7FFFFFFF
SEEDS = 3
Figures = tuple[float, ...]
_COUNTS = re.compile(r"(\d+) (passed|failed|error)")


class Unmeasured(Exception):
    """It could not be measured; the message says why."""


def accuracies(numbers: str, folder: Path) -> Figures:
    """Share right at so many examples per class, mean of SEEDS draws."""
    return tuple(_mean([one[0] for one in _draws(folder, number)]) for number in _numbers(numbers))


def alone(numbers: str, folder: Path) -> Figures:
    """The worst precision of what would be applied alone, then its share, for each number of examples."""
    found = [_draws(folder, number) for number in _numbers(numbers)]
    sound = [one[3] for draws in found for one in draws if one[3] is not None]
    return (min(sound, default=0.0), *(_mean([one[2] for one in draws]) for draws in found))


def alone_early(_: str, folder: Path) -> Figures:
    return (max(one[2] for one in _draws(folder, 9)),)


def calibration(number: str, folder: Path) -> Figures:
    return (_mean([one[1] for one in _draws(folder, int(number))]),)


def scope(_: str, folder: Path) -> Figures:
    told = _evaluated(folder, "category")
    return told["in_scope_accuracy"] or 0.0, told["out_of_scope_recall"] or 0.0


def scope_near(_: str, folder: Path) -> Figures:
    return (scope("", folder)[1],)


def moods(numbers: str, folder: Path) -> Figures:
    """Macro F1. A folder of folders is a language each; then the mean."""
    parts = [folder] if (folder / "test.jsonl").exists() else sorted(folder.iterdir())
    return tuple(
        _mean([_evaluated(part, "sentiment", number)["macro_f1"] for part in parts])
        for number in _numbers(numbers)
    )


def escalation(_: str, folder: Path) -> Figures:
    told = _evaluated(folder, "escalate", 0)
    return told["recall"] or 0.0, told["precision"] or 0.0


def tags(_: str, folder: Path) -> Figures:
    told = _evaluated(folder, "tags")
    return told["micro_f1"] or 0.0, told["precision_at_3"] or 0.0


def urgency(_: str, folder: Path) -> Figures:
    """(rank correlation of urgency with priority, chance that an urgent one stands above another)."""
    from scipy.stats import spearmanr

    from ai.contracts import PRIORITIES, Letter
    from ai.evaluation import lines

    engine = _engine((), ())
    rows = [one for one in lines.read(folder / "test.jsonl") if "priority" in one.truth]
    said = [engine.read(Letter(one.subject, one.text)).urgency.value for one in rows]
    truth = [PRIORITIES.index(one.truth["priority"]) for one in rows]
    top = [value for value, level in zip(said, truth, strict=True) if level == max(truth)]
    rest = [value for value, level in zip(said, truth, strict=True) if level < max(truth)]
    above = [float(one > other) + 0.5 * (one == other) for one in top for other in rest]
    return float(spearmanr(said, truth).statistic), _mean(above)


def masking(kinds: str, folder: Path) -> Figures:
    """Share of values that are gone, by kind. A line: `{text, values: [{kind, value}]}`."""
    from ai.text.redact import Redactor

    gone: dict[str, list[float]] = {}
    for line in (folder / "test.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        masked = Redactor().redact(row["text"])
        for one in row["values"]:
            gone.setdefault(one["kind"], []).append(float(one["value"] not in masked))
    return tuple(_mean(gone.get(kind, [])) for kind in kinds.split(","))


def stream(bias: str, folder: Path) -> Figures:
    """(accuracy of the last half, CPU seconds of learning) of stream.jsonl, by the command of the product."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "said.jsonl"
        command = [sys.executable, "manage.py", "ai_evaluate", "--tenant", "bench-stream", "--stream", "--json",
                   "--input", str(folder / "stream.jsonl"), "--categories", str(folder / "cats.jsonl"),
                   "--engine", "local", "--bias", bias, "--output", str(out)]  # fmt: skip
        told = json.loads(_run(command, DESKHAND_VAR=place).strip().splitlines()[-1])
        said = [json.loads(line)["category"]["value"] for line in out.read_text("utf-8").splitlines()]
    truth = [json.loads(line)["label"] for line in (folder / "stream.jsonl").read_text("utf-8").splitlines()]
    half = len(said) // 2
    right = [float(a == b) for a, b in zip(said[half:], truth[half:], strict=True)]
    return _mean(right), float(told["train_s"])


def speed(places: str, _: Path | None) -> Figures:
    rows = _speed()
    return tuple(rows[place][3] for place in _numbers(places))


def throughput(place: str, _: Path | None) -> Figures:
    """Messages a minute, or own CPU per message in ms: infra.benchmarks.triage with 50 threads."""
    return (_triaged()[int(place)],)


def grounding(_: str, folder: Path | None) -> Figures:
    """On our own set, or on kb.jsonl and test.jsonl of the folder."""
    kb, questions = (folder / "kb.jsonl", folder / "test.jsonl") if folder else (None, None)
    reached = grounds.ways(*grounds.read_set(kb, questions))[grounds.HYBRID]
    return reached[:3]


def tests(what: str, _: Path | None) -> Figures:
    """(tests that failed, tests that held)."""
    ours = "--ds=infra.settings.test"  # the environment names the settings of the benchmark itself
    told = _run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ours, *what.split()], may_fail=True
    )
    counts = {name: int(number) for number, name in _COUNTS.findall(told)}
    if not counts or "error" in counts:
        raise Unmeasured("the tests could not be run to their end")
    return float(counts.get("failed", 0)), float(counts.get("passed", 0))


def nobody(why: str, _: Path | None) -> Figures:
    raise Unmeasured(f"needs {why}")


MEASURES: dict[str, Callable[[str, Any], Figures]] = {
    one.__name__: one
    for one in (
        accuracies, alone, alone_early, calibration, escalation, grounding, masking, moods, nobody, scope, scope_near,
        speed, stream, tags, tests, throughput, urgency,
    )
}  # fmt: skip


@lru_cache(maxsize=64)
def _draws(folder: Path, number: int) -> list[tuple[float, float, float, float | None]]:
    options, train, test = local_engine.read_set(folder)
    return [
        local_engine.measured(options, local_engine.drawn(train, number, seed), test) for seed in range(SEEDS)
    ]


def _evaluated(folder: Path, kind: str, number: int = ALL) -> dict[str, Any]:
    """Figures of one kind on test.jsonl after the first `number` lines of train.jsonl."""
    from ai.contracts import Labelled, Letter, TagOption, roll_up
    from ai.evaluation import lines
    from ai.evaluation.measure import Judged, figures

    train = (
        lines.read(folder / "train.jsonl")[:number] if number and (folder / "train.jsonl").exists() else []
    )
    test = lines.read(folder / "test.jsonl")
    field = "tag" if kind == "tags" else kind
    known = [
        Labelled(f"{one.subject}\n{one.text}".strip(), str(value), kind=field)
        for one in train if one.truth.get(kind) is not None
        for value in (one.truth[kind] if kind == "tags" else [one.truth[kind]])
    ]  # fmt: skip
    engine = _engine(sorted({row.value for row in known}) if kind == "category" else (), known)
    names = sorted({tag for one in (*train, *test) for tag in one.truth.get("tags", ())})
    is_coarse = not {one.truth.get("sentiment") for one in test} & {"very_negative", "very_positive"}
    judged = []
    for one in test:
        read = engine.read(Letter(one.subject, one.text), tags=[TagOption(name, name) for name in names])
        said: Any = [tag.value for tag in read.tags]
        if kind != "tags":
            said = getattr(read, "escalation" if kind == "escalate" else kind)
            value = roll_up(said.value) if kind == "sentiment" and is_coarse else said.value
            value = None if kind == "category" and value == "other" else value
            judged.append(Judged(one.truth.get(kind), value, said.confidence, getattr(said, "proven", False)))
        else:
            judged.append(Judged(one.truth.get("tags", []), said, 0.0))
    return figures(kind, judged)


def _engine(labels: Sequence[str], known: Sequence[Any]) -> Any:
    from ai.contracts import OTHER, CategoryOption
    from ai.local.engine import LocalEngine

    options = [CategoryOption(label, label) for label in labels]
    return LocalEngine.from_examples((*options, CategoryOption(OTHER, "Other")), known)


@lru_cache(maxsize=1)
def _speed() -> Sequence[tuple[str, float, float, float, str]]:
    return local_engine.speed(10_000)


@lru_cache(maxsize=1)
def _triaged() -> Figures:
    told = _run([sys.executable, "-m", "infra.benchmarks.triage", "--threads", "50", "--messages", "1500"],
                may_fail=True)  # fmt: skip
    rate, cpu = re.search(r"throughput\s+([\d.]+)", told), re.search(r"own CPU\s+([\d.]+)", told)
    if not rate or not cpu:
        raise Unmeasured("the benchmark of triage did not end")
    return float(rate[1]), float(cpu[1])


def _run(command: list[str], *, may_fail: bool = False, **environment: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)
    if done.returncode and not may_fail:
        raise Unmeasured((done.stderr.strip().splitlines() or ["it failed"])[-1][:120])
    return done.stdout


def _numbers(told: str) -> list[int]:
    return [ALL if one == "all" else int(one) for one in told.split(",")]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
