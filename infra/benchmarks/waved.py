"""What it costs when people wave suggestions through (goal 28), on streams made of our own sets, side by side.

    python -m infra.benchmarks.waved [--messages 1200] [--bias 0.3]

Each message is read, then a person decides: of the wrong suggestions they were shown that share stands. Printed is
the last third of the stream: what was right, what would be applied alone and how much of that was right; and how
many wrong values were learned. The ways: careful people; every guess shown; only those pages show
(ai.rules.is_shown); these with full weight; every guess shown but for a tenth of the messages, held out. Sayings of
invented help centres, with words left out and others mixed in, so that it is as hard as a desk. No server; minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

WORTH = 0.01  # showing only what is sure has to bring as much
STREAMS = {
    "55 topics": (("garden", "gym", "lessons", "library"), 0.8, 1),
    "39 topics": (("garden", "lessons"), 0.6, 2),
}
FEWEST = 5  # sayings of a topic
LEFT_OUT, MIXED_IN, TWO = 0.42, 0.35, 0.4  # words left out, words of another topic, messages of two sayings
NEW, SHARE = 20, 0.05  # as ai.services.learning.is_due


class Way(NamedTuple):
    """shown: the least confidence of what people see. held: share of messages that they see nothing of."""

    bias: float
    shown: float = 0.0
    weight: float = 0.3
    held: float = 0.0


class Told(NamedTuple):
    right: float
    alone: float
    sound: float
    learned_wrong: int


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=1_200)
    parser.add_argument("--bias", type=float, default=0.3)
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
    import django

    django.setup()
    from ai.contracts import MEDIUM

    ways = {
        "careful people": Way(0.0),
        "every guess shown": Way(wanted.bias),
        "shown where sure": Way(wanted.bias, MEDIUM),
        "the same, full weight": Way(wanted.bias, MEDIUM, 1.0),
        "every guess, a tenth held out": Way(wanted.bias, held=0.1),
    }
    print(f"  {'':42} {'right':>7} {'alone':>7} {'of it right':>12} {'learned wrong':>14}")
    gains = []
    for name, (sets, zipf, seed) in STREAMS.items():
        options, rows = stream(sets, zipf, wanted.messages, seed)
        found = {way: run(options, rows, how) for way, how in ways.items()}
        for way, one in found.items():
            print(
                f"  {name + ': ' + way:42} {one.right:>7.3f} {one.alone:>7.2f} {one.sound:>12.3f} {one.learned_wrong:>14}"
            )
        gains.append(found["shown where sure"].right - found["every guess shown"].right)
    gained = sum(gains) / len(gains)
    print(f"  more right by showing only what is sure: {gained:+.3f} (bar {WORTH:+.3f})")
    return 0 if gained >= WORTH else 1


def stream(sets: Sequence[str], zipf: float, number: int, seed: int) -> tuple[Any, list[tuple[str, str]]]:
    """(categories, messages with theirs). Some topics are asked about far more often than others."""
    from ai.contracts import OTHER, CategoryOption
    from tests.ai.local.shop import CLOSINGS, OPENINGS

    chance, topics = random.Random(seed), _topics(sets)
    keys = sorted(topics)
    chance.shuffle(keys)
    often = [1 / (place + 1) ** zipf for place in range(len(keys))]
    rows = []
    for _ in range(number):
        key = chance.choices(keys, often)[0]
        said = chance.sample(topics[key][2], 2 if chance.random() < TWO else 1)
        words = [word for word in " ".join(said).split() if chance.random() > LEFT_OUT]
        alien = [
            one for one in chance.choice(topics[chance.choice(keys)][2]).split() if chance.random() < MIXED_IN
        ]
        at = chance.randrange(len(words) + 1)
        words[at:at] = alien
        rows.append((f"{chance.choice(OPENINGS)} {' '.join(words)} {chance.choice(CLOSINGS)}".strip(), key))
    options = [CategoryOption(key, topics[key][0], topics[key][1][:120]) for key in sorted(topics)]
    return (*options, CategoryOption(OTHER, "Other")), rows


def _topics(sets: Sequence[str]) -> dict[str, tuple[str, str, list[str]]]:
    """{key: (name, description, sayings)}."""
    from tests.ai.local.shop import TOPICS

    found = {f"shop-{one.key}": (one.key, one.description, list(one.sayings)) for one in TOPICS}
    for name in sets:
        one: Any = import_module(f"infra.benchmarks.sets.{name}")
        said = {key: list(texts) for key, texts in one.ASKED.items()}
        for text, key in getattr(one, "ANSWERED", ()):
            said.setdefault(key, []).extend([text] if text not in said.get(key, ()) else [])
        found |= {f"{name}-{key}": (*one.ARTICLES[key], texts) for key, texts in said.items()}
    return {key: topic for key, topic in found.items() if len(topic[2]) >= FEWEST}


@lru_cache(maxsize=10_000)
def _mail(text: str) -> Any:
    """Read once for all ways."""
    from ai.contracts import Letter
    from ai.local.mail import prepare

    return prepare(Letter("", text))


def run(options: Any, rows: Sequence[tuple[str, str]], way: Way) -> Told:
    """Read, decide, learn; heads are learned anew whenever the product would."""
    from ai.contracts import Labelled
    from ai.local.category import CategoryJudge
    from ai.local.engine import learn
    from ai.local.memory import Memory

    careless, hidden = random.Random(7), random.Random(8)
    memory = Memory("category", ())
    judge, known, fresh, examples, wrong = CategoryJudge(options, memory), [], 0, 0.0, 0
    last, start = [], 2 * len(rows) // 3
    for place, (text, truth) in enumerate(rows):
        read = judge.read(_mail(text))
        if place >= start:
            last.append((read.value == truth, read.proven))
        is_seen = hidden.random() >= way.held and read.confidence >= way.shown
        lets_stand = read.value == truth or careless.random() < way.bias
        if way.bias and is_seen and lets_stand:
            wrong += read.value != truth
            known.append(Labelled(text, read.value, way.weight))
        else:
            known.append(Labelled(text, truth))
        memory, fresh = memory.joined(known[-1:]), fresh + 1
        judge = judge.remembering(memory)
        if fresh >= max(NEW, SHARE * examples) and (heads := learn(options, known)):
            examples, fresh = sum(heads["category"].examples.values()), 0
            memory = Memory("category", (), known[-500:])
            judge = CategoryJudge(options, memory, heads["category"])
    alone = [is_right for is_right, is_alone in last if is_alone]
    right = sum(is_right for is_right, _ in last) / len(last)
    return Told(right, len(alone) / len(last), sum(alone) / max(1, len(alone)), wrong)


if __name__ == "__main__":
    sys.exit(main())
