"""What colleagues' answers teach the search: a stream of questions, with and without learning.

    python -m infra.benchmarks.lessons

Each question is searched, then a colleague (one of three, by turns) answers it from the right article by a link, and
the next ones know. Printed is the second half of the stream: the right article first, in the first three, drafts
from the right one and from a wrong one. TAUGHT and its bounds were set on the library; the gym is reported. In
the lessons hardly a question comes twice: there nothing can be learned, and little must be lost. With "one alone"
all answers are one colleague's; with "one lies" one of three answers from a wrong article each time. No server.
"""

from __future__ import annotations

import os
import random
import sys
from importlib import import_module
from typing import Any, NamedTuple

SEEDS = 5
ANCHOR = 0.05  # more right ones first than without learning, on the gym


class Gained(NamedTuple):
    """Shares of the questions in the second half of a stream."""

    first: float
    in_three: float
    right: float
    wrong: float


WAYS = {"nothing learned": 0, "three colleagues": 3, "one alone": 1, "one of three lies": -3}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
    import django

    django.setup()
    print(f"  {'':30} {'first':>7} {'in 3':>7} {'drafted right':>14} {'drafted wrong':>14}")
    for name in ("library", "gym", "lessons"):
        found = {way: gained(name, people) for way, people in WAYS.items()}
        for way, one in found.items():
            shares = f"{one.first:>7.3f} {one.in_three:>7.3f} {one.right:>14.3f} {one.wrong:>14.3f}"
            print(f"  {name + ': ' + way:30} {shares}")
        if name == "gym":
            more = found["three colleagues"].first - found["nothing learned"].first
    print(f"  more right ones first by learning, gym: {more:+.3f} (anchor {ANCHOR:+.3f})")
    return 0 if more >= ANCHOR else 1


def gained(name: str, people: int) -> Gained:
    """people: colleagues who answer, by turns; 0: nothing is learned; below 0: the first of them lies."""
    one: Any = import_module(f"infra.benchmarks.sets.{name}")
    each = [_stream(one, people, seed) for seed in range(SEEDS)]
    return Gained(*(sum(column) / SEEDS for column in zip(*each, strict=True)))


def _stream(one: Any, people: int, seed: int) -> Gained:
    from ai.contracts import Letter, Source
    from ai.local.lessons import Lesson, Lessons
    from ai.local.mail import prepare
    from ai.local.retrieval import SourceIndex

    told: dict[str, tuple[str, str]] = one.ARTICLES
    index = SourceIndex([Source(key, "article", *texts, language="en") for key, texts in told.items()])
    pairs = [(question, article) for article, asked in one.ASKED.items() for question in asked]
    chance = random.Random(seed)
    chance.shuffle(pairs)
    known: list[Lesson] = []
    half, counts = len(pairs) // 2, [0, 0, 0, 0]
    for number, (question, article) in enumerate(pairs):
        if number >= half:
            lessons = Lessons(known) if known else None
            found = index.taught(lessons).search(prepare(Letter("", question)).doc, limit=40)
            best = list(dict.fromkeys(hit.passage.source.id for hit in found))
            is_drafted, is_first = bool(found) and found[0].ground >= 1, best[:1] == [article]
            seen = (is_first, article in best[:3], is_drafted and is_first, is_drafted and not is_first)
            counts = [count + int(hit) for count, hit in zip(counts, seen, strict=True)]
        if people:
            who = number % abs(people)
            is_lie = people < 0 and who == 0
            known.append(Lesson(question, chance.choice(list(told)) if is_lie else article, str(who)))
    return Gained(*(count / (len(pairs) - half) for count in counts))


if __name__ == "__main__":
    sys.exit(main())
