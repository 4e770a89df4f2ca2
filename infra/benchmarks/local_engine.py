"""How good and how quick the local engine is: anchor, goal and what was measured, as a table.

    python -m infra.benchmarks.local_engine [--data DIR] [--seeds 3] [--size 10000]

DIR holds sets of your own, one folder each: train.jsonl, test.jsonl and, if you like, cats.jsonl, in the lines
of `manage.py ai_evaluate`. Of each the accuracy is told at 5, 10, 20 and 50 examples per class and at all of them,
with calibration and what would be applied alone. Without --data our own small set of the tests is used. Speed,
size and learning time are measured on made-up messages of 77 classes. No server is needed.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from infra.benchmarks import meter

PER_CLASS = (0, 1, 5, 10, 20, 50, 0x7FFFFFFF)
CLASSES = 77
ORGANIZATIONS = 50
Pairs = list[tuple[str, str]]


def main() -> int:
    wanted = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
    import django

    django.setup()
    pace = meter.Pace()
    for name, options, train, test in _sets(wanted):
        _learning_curve(name, options, train, test, wanted.seeds)
    missed = _speed(wanted.size)
    print(pace)
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of folders with train.jsonl and test.jsonl")
    parser.add_argument("--seeds", type=int, default=3, help="draws of the training examples")
    parser.add_argument("--size", type=int, default=10_000, help="examples of the learning time")
    return parser.parse_args()


def _sets(wanted: argparse.Namespace) -> Iterator[tuple[str, Any, Pairs, Pairs]]:
    """Name, options, what to learn from, what to predict."""
    if wanted.data is None:
        from tests.ai.local import shop

        learn, predict = shop.split(20, 0)
        yield "own set (shop)", shop.options(), learn, predict
        return
    for folder in sorted(path for path in wanted.data.iterdir() if (path / "train.jsonl").exists()):
        yield folder.name, *read_set(folder)


def read_set(folder: Path) -> tuple[Any, Pairs, Pairs]:
    """(options, to learn from, to predict) of a folder with train.jsonl, test.jsonl and perhaps cats.jsonl."""
    from ai.contracts import CategoryOption
    from ai.evaluation import lines

    train, test = (
        [(f"{one.subject}\n{one.text}".strip(), one.truth["category"]) for one in lines.read(folder / name)
         if one.truth.get("category") is not None]
        for name in ("train.jsonl", "test.jsonl")
    )  # fmt: skip
    given = lines.categories(folder / "cats.jsonl") if (folder / "cats.jsonl").exists() else []
    options = [CategoryOption(one.label, one.name, one.text, one.examples) for one in given]
    known = {option.key for option in options}
    options += [CategoryOption(label, label) for label in sorted({b for _, b in train} - known)]
    return tuple(options), train, test


def _learning_curve(name: str, options: Any, train: Pairs, test: Pairs, seeds: int) -> None:
    print(f"\n{name}: {len(options)} classes, {len(test)} messages to predict, {seeds} draws")
    print(
        f"  {'examples/class':>14} {'accuracy':>9} {'error of calibration':>21} {'alone':>7} {'of it right':>12}"
    )
    most = max(sum(label == one.key for _, label in train) for one in options)
    for number in [one for one in PER_CLASS if one < most] + [most]:
        right, gaps, alone, sound = zip(
            *(measured(options, drawn(train, number, seed), test) for seed in range(seeds)), strict=True
        )
        precision = min((one for one in sound if one is not None), default=None)
        print(
            f"  {number:>14} {_mean(right):>9.3f} {_mean(gaps):>21.3f} {_mean(alone):>7.2f} "
            f"{'-' if precision is None else f'{precision:.3f}':>12}"
        )
    print(
        "  “of it right” is the worst draw; the promise is .945 or more, and nothing alone below 10 examples"
    )


def measured(options: Any, train: Pairs, test: Pairs) -> tuple[float, float, float, float | None]:
    """Accuracy, error of calibration, share that would be applied alone, and how much of that is right."""
    from ai.contracts import Labelled, Letter
    from ai.evaluation.measure import Judged, figures
    from ai.local.engine import LocalEngine

    engine = LocalEngine.from_examples(options, [Labelled(*pair) for pair in train])
    judged = []
    for text, label in test:
        read = engine.read(Letter("", text)).category
        judged.append(Judged(label, read.value, read.confidence, read.proven))
    told = figures("category", judged)
    return told["accuracy"], told["ece"], told["auto_coverage"], told["auto_precision"]


def drawn(train: Pairs, per_class: int, seed: int) -> Pairs:
    """At most so many examples of each class, by chance."""
    chance = random.Random(seed)
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in train:
        by_label[label].append(text)
    drawn = []
    for label in sorted(by_label):
        texts = by_label[label]
        drawn += [(text, label) for text in chance.sample(texts, min(per_class, len(texts)))]
    chance.shuffle(drawn)
    return drawn


def _speed(size: int) -> int:
    """Returns how many anchors were missed."""
    rows = speed(size)
    print(f"\n  {'speed and size':38} {'anchor':>8} {'goal':>8} {'measured':>9}")
    for name, anchor, goal, value, unit in rows:
        verdict = "goal" if value <= goal else "anchor" if value <= anchor else "missed"
        print(f"  {name:38} {anchor:>8} {goal:>8} {value:>9.2f} {unit}  {verdict}")
    return sum(value > anchor for _, anchor, _, value, _ in rows)


def speed(size: int) -> Sequence[tuple[str, float, float, float, str]]:
    """Learning, reading, size and memory on made-up messages: (what, anchor, goal, measured, unit)."""
    import sklearn.svm  # noqa: F401  a worker has it already

    from ai.contracts import CategoryOption, Labelled, Letter
    from ai.details.finding import finder
    from ai.local import store
    from ai.local.engine import LocalEngine, learn
    from ai.text.redact import Redactor

    chance = random.Random(1)
    options = tuple(
        CategoryOption(f"c{one}", f"Topic {one}", _words(chance, one, 8)) for one in range(CLASSES)
    )
    rows = [Labelled(_words(chance, number % CLASSES, 12), f"c{number % CLASSES}") for number in range(size)]
    began = time.process_time()
    heads = learn(options, rows)
    learned = time.process_time() - began

    engine, looked_for = LocalEngine(options, (), heads, rows[-500:]), finder(_details())
    spent = []
    for number in range(400):
        text = " ".join(_words(chance, number % CLASSES, 12) for _ in range(6))
        text += f" My order no. {4711 + number} of the product {number % 300} came on 3 March 2026."
        began = time.process_time()
        engine.read(Letter("Question", text))
        looked_for.find("Question", text)
        Redactor().redact(text)
        spent.append(1000 * (time.process_time() - began))
    blob, checksum = store.dump(heads["category"])
    before = _memory()
    kept = [
        LocalEngine(options, (), {"category": store.load(blob, checksum)}, rows[-500:])
        for _ in range(ORGANIZATIONS)
    ]
    grown = _memory() - before
    fresh = time.process_time()
    kept[0].remembering([Labelled("a message nobody has seen yet", "c1")])
    return (
        (f"learning {size} x {CLASSES}", 15, 6, learned, "s CPU"),
        ("a reading of 600 characters, p95", 25, 12, sorted(spent)[int(0.95 * len(spent))], "ms CPU"),
        ("a stored head", 5, 2, len(blob) / 1e6, "MB"),
        (f"engines of {ORGANIZATIONS} organizations", 300, 120, grown, "MB"),
        ("a correction takes effect", 60, 5, time.process_time() - fresh, "s"),
    )


def _details() -> Any:
    """What an organization that looks for much looks for: every known number, a pattern, three hundred products."""
    from ai.contracts import NUMBERS, DetailOption

    products = tuple((f"Product {number}", (f"the product {number}",)) for number in range(300))
    return (
        *(DetailOption(kind, kind, kind) for kind in NUMBERS),
        DetailOption("customer", "Customer", "pattern", r"\bKD-(\d{6})\b"),
        DetailOption("product", "Product", "list", "", products),
    )


def _words(chance: random.Random, topic: int, number: int) -> str:
    """A made-up message: a third of its words are the topic's own, the rest everybody's, by Zipf's law."""
    common = [f"{'bcdfgklmnprst'[one % 13]}{'aeiou'[one % 5]}{one:x}n" for one in range(800)]
    own = [f"{'vwzhj'[topic % 5]}o{topic:x}{'aeiou'[one % 5]}{one}r" for one in range(40)]
    words = []
    for _ in range(number):
        pool = own if chance.random() < 0.33 else common
        words.append(pool[min(len(pool) - 1, int(chance.paretovariate(0.9)) - 1)])
    return " ".join(words)


def _memory() -> float:
    """MB of this process now; where /proc is missing, its largest so far."""
    try:
        return meter.memory_mb(os.getpid())
    except (OSError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    sys.exit(main())
