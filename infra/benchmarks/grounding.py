"""Does a reply stand on the right article, and is it refused where none answers? Goal 25, on an invented set.

    python -m infra.benchmarks.grounding [--kb kb.jsonl --input questions.jsonl | --set bills]

Side by side: local vectors alone, these with full text, and with vectors of a model on top – here those of the fake
server, hashed words that know nothing of meaning: they show that the way works, not what a real model would add.
--set names another of infra/benchmarks/sets: those are tuned on, so what they show is no figure to report.
A set of your own: `{id, title, text}` and `{text, article}` a line, article null for what nothing answers.
No server is needed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ai.contracts import Source
    from ai.local.retrieval import SourceIndex

ANCHOR, GOAL = (0.57, 0.71, 0.50), (0.75, 0.90, 0.75)
Pairs = list[tuple[str, str | None]]  # question, id of the article that answers it


class Reached(NamedTuple):
    """first, in_three: shares of the questions with an answer; joint: right article or right refusal, of all.

    wrong: questions that were drafted from another article than the right one.
    """

    first: float
    in_three: float
    joint: float
    wrong: int


def main() -> int:
    wanted = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
    import django

    django.setup()
    named = wanted.set and invented(wanted.set)
    sources, pairs = named or read_set(wanted.kb, wanted.input)
    answered = sum(article is not None for _, article in pairs)
    print(f"{len(sources)} articles, {answered} questions with an answer, {len(pairs) - answered} without\n")
    print(f"  {'':28} {'first':>7} {'in 3':>7} {'joint':>7} {'drafted from a wrong one':>26}")
    for name, figures in (("anchor", ANCHOR), ("goal", GOAL)):
        print(f"  {name:28} {figures[0]:>7.2f} {figures[1]:>7.2f} {figures[2]:>7.2f}")
    reached = ways(sources, pairs)
    for name, one in reached.items():
        print(f"  {name:28} {one.first:>7.3f} {one.in_three:>7.3f} {one.joint:>7.3f} {one.wrong:>26}")
    print("  anchor and goal are those of another, public set; here the hybrid must beat the vectors alone")
    alone, hybrid = reached[ALONE], reached[HYBRID]
    return 0 if all(got > had for got, had in zip(hybrid[:3], alone[:3], strict=True)) else 1


ALONE, HYBRID = "local vectors", "with full text"


def ways(sources: Sequence[Source], pairs: Pairs) -> dict[str, Reached]:
    """How each way of searching does."""
    from ai.local.retrieval import SourceIndex

    index = SourceIndex(sources)
    near = _fake_vectors(sources)
    return {
        ALONE: measured(_by_vectors()(sources), pairs),
        HYBRID: measured(index, pairs),
        "with fake embeddings": measured(index, pairs, near),
    }


def measured(
    index: SourceIndex, pairs: Pairs, near: Callable[[str], dict[str, float]] | None = None
) -> Reached:
    """near: question -> cosine of each source."""
    from ai.contracts import OTHER, CategoryOption, Letter, Names
    from ai.local.engine import LocalEngine
    from ai.local.mail import prepare

    engine = LocalEngine((CategoryOption(OTHER, "Other"),))
    first = in_three = joint = wrong = 0
    for question, article in pairs:
        letter = Letter("", question)
        asked = index.meaning(near(question)) if near else index
        found = asked.search(prepare(letter).doc, limit=40)
        best = list(dict.fromkeys(one.passage.source.id for one in found))
        draft = engine.draft(letter, engine.read(letter), asked, Names("Ada", "Bo", "Cabins"))
        said = draft.citations[0].source_id if draft.body else None
        first += article is not None and best[:1] == [article]
        in_three += article in best[:3]
        joint += said == article
        wrong += said not in (None, article)
    answered = sum(article is not None for _, article in pairs)
    return Reached(first / answered, in_three / answered, joint / len(pairs), wrong)


def _by_vectors() -> type[SourceIndex]:
    """The search as it is without full text."""
    import numpy as np

    from ai.local.retrieval import Judged, SourceIndex

    class ByVectors(SourceIndex):
        def judged(self, best: Any, doc: Any, asked: Any, evidence: Any) -> Judged:
            return Judged(best, best, np.zeros(len(best)))

    return ByVectors


def _fake_vectors(sources: Sequence[Source]) -> Callable[[str], dict[str, float]]:
    from tests.support.fakes.openai.vectors import embed

    kept = {one.id: embed(f"{one.title}\n{one.text}", 512) for one in sources}

    def near(question: str) -> dict[str, float]:
        asked = embed(question, 512)
        return {name: sum(a * b for a, b in zip(asked, row, strict=True)) for name, row in kept.items()}

    return near


def read_set(kb: Path | None, questions: Path | None) -> tuple[list[Source], Pairs]:
    """Articles and questions of two files, or of the invented set."""
    from ai.contracts import Source
    from ai.evaluation import lines

    if kb is None or questions is None:
        return invented("cabins")
    articles = [Source(one.label, "article", one.name, one.text) for one in lines.articles(kb)]
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line.strip()]
    return articles, [(row["text"], row.get("article")) for row in rows]


def invented(name: str) -> tuple[list[Source], Pairs]:
    """Articles and questions of one of our own sets."""
    from ai.contracts import Source

    one: Any = import_module(f"infra.benchmarks.sets.{name}")
    told: dict[str, tuple[str, str]] = one.ARTICLES
    sources = [Source(key, "article", *texts, language="en") for key, texts in told.items()]
    return sources, [*one.ANSWERED, *((question, None) for question in one.UNANSWERED)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kb", type=Path, help="articles of a set of your own")
    parser.add_argument("--input", type=Path, help="its questions")
    parser.add_argument("--set", default="", help="the name of one of our own")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
