"""Options judged by their own words: how much of a mail stands in a name, description or example.

Works from the first minute, in the organization's own language, and through concepts
(words/concepts.py) across thirteen languages. Made for up to some hundred options.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai.contracts import CategoryOption
from ai.local.doc import Doc, Token, fold, read, split_unspaced, stem
from ai.local.lexicon import Hit, Lexicon
from ai.local.words.concepts import CONCEPTS
from ai.local.words.english import EMPTY, MORE
from ai.local.words.senses import SENSES
from ai.text.language import small_words

NAME, KEYWORD, DESCRIPTION, EXAMPLE, PHRASE = (
    3.0,
    2.0,
    1.5,
    1.0,
    1.5,
)  # what a word is worth by where it stands
CONCEPT = 1.5  # a concept against a plain word
SENSE = 0.8  # a sense against a plain word: in everyday words, so it says less
SENSES_MARK = "s."  # beginning of a sense's label among the concepts
MOST = 500  # words compared; later ones repeat or wander
PAIR = 0.7  # two neighbouring words against one
SUBJECT = 1.5  # a word of the subject against one of the body
LENGTH = 0.65  # exponent of the profile's length: 1 is the cosine, 0 favours long descriptions


class Term(NamedTuple):
    """One comparable unit of a mail: key, weight, and where it stands."""

    key: str
    weight: float
    start: int
    end: int


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The concepts and senses, compiled once per process."""
    concepts = {label: f"{words} {MORE.get(label, '')}" for label, words in CONCEPTS.items()}
    return Lexicon(concepts | {SENSES_MARK + label: words for label, words in SENSES.items()})


@lru_cache(maxsize=1)
def small() -> frozenset[str]:
    """Words that say nothing about the matter, folded."""
    return frozenset(fold(word) for word in small_words() | EMPTY)


def terms(doc: Doc, hits: Sequence[Hit] | None = None) -> list[Term]:
    """Stems and concepts of a document. hits: concepts already found in it."""
    found = lexicon().find(doc) if hits is None else hits
    units = [
        Term(f"c:{hit.label}", _worth(hit.label) * _place(doc, hit.start), hit.start, hit.end)
        for hit in found
    ]
    stop = small()
    before: Token | None = None
    for token in doc.tokens[:MOST]:
        norm, start, end = token
        place = SUBJECT if start < doc.subject_end else 1.0
        if norm not in stop and len(norm) > 1:
            units += [Term(stem(piece), place, start, end) for piece in split_unspaced(norm)]
        if before and start - before.end <= 2 and not (norm in stop and before.norm in stop):
            units.append(Term(f"{stem(before.norm)} {stem(norm)}", PAIR * place, before.start, end))
        before = token
    return units


def _worth(label: str) -> float:
    return SENSE if label.startswith(SENSES_MARK) else CONCEPT


def _place(doc: Doc, start: int) -> float:
    return SUBJECT if start < doc.subject_end else 1.0


class Overlap:
    """Scores a mail against every option; says which words spoke for one."""

    def __init__(self, options: Sequence[CategoryOption]) -> None:
        profiles = [_profile(option) for option in options]
        spread: dict[str, int] = {}
        for profile in profiles:
            for key in profile:
                spread[key] = spread.get(key, 0) + 1
        self.size = len(options)
        self._rarity = {key: math.log(1 + self.size / number) for key, number in spread.items()}
        self._places: dict[str, list[tuple[int, float]]] = {}
        for row, profile in enumerate(profiles):
            weighted = {key: weight * self._rarity[key] for key, weight in profile.items()}
            norm = math.sqrt(sum(weight**2 for weight in weighted.values())) ** LENGTH or 1.0
            for key, weight in weighted.items():
                self._places.setdefault(key, []).append((row, weight / norm))

    def scores(self, units: Sequence[Term]) -> NDArray[np.float64]:
        """One non-negative score per option."""
        scores = [0.0] * self.size  # plain numbers: adding to an array's one by one takes three times as long
        total = 0.0
        for key, weight in folded(units).items():
            own = weight * self._rarity.get(key, 1.5)
            total += own**2
            for row, value in self._places.get(key, ()):
                scores[row] += own * value
        return np.array(scores) / (math.sqrt(total) or 1.0)

    def words(self, units: Sequence[Term], row: int) -> list[Term]:
        """The terms that spoke for an option, strongest first, each place once."""
        worth = {key: dict(self._places.get(key, ())).get(row, 0.0) for key in {unit.key for unit in units}}
        spoken = sorted(
            (unit for unit in units if worth[unit.key] > 0), key=lambda unit: -unit.weight * worth[unit.key]
        )
        chosen: list[Term] = []
        for unit in spoken:
            if all(unit.end <= other.start or unit.start >= other.end for other in chosen):
                chosen.append(unit)
        return chosen


def folded(units: Sequence[Term]) -> dict[str, float]:
    """Repeats count sublinearly."""
    sums: dict[str, float] = {}
    tops: dict[str, float] = {}
    for unit in units:
        sums[unit.key] = sums.get(unit.key, 0.0) + unit.weight
        tops[unit.key] = max(tops.get(unit.key, 0.0), unit.weight)
    return {key: tops[key] * (1 + math.log(sums[key] / tops[key])) for key in sums}


def raw_profile(option: CategoryOption) -> dict[str, float]:
    """How much an option's own words speak of each term."""
    profile: dict[str, float] = {}
    for text, worth in _texts(option):
        seen = {unit.key: unit.weight for unit in terms(read(text))}
        for key, weight in seen.items():
            profile[key] = profile.get(key, 0.0) + worth * weight
    return profile


def _profile(option: CategoryOption) -> dict[str, float]:
    return {key: math.sqrt(weight) for key, weight in raw_profile(option).items()}


def _texts(option: CategoryOption) -> Iterator[tuple[str, float]]:
    yield option.name, NAME
    yield option.description, DESCRIPTION
    for example in option.examples:
        yield example, EXAMPLE
    for phrase in option.phrases:
        yield phrase, PHRASE
    for keyword in option.keywords:
        yield keyword.replace("*", "").replace("_", " ").replace("..", " "), KEYWORD
