"""How the customer feels, in five levels.

English mail is read by VADER without its polite formulas; cue lists written for support
mail (words/feeling.py) read thirteen languages, because complaints are factual and VADER
misses them. A head trained from corrections is weighed against them by what unseen examples show.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai.contracts import SENTIMENTS, FieldReading, Letter
from ai.local.head import Head
from ai.local.lexicon import Hit, Lexicon
from ai.local.mail import Mail, prepare, shown
from ai.local.remembering import by_hash
from ai.local.words.feeling import COURTESY, FEELING

READ = 1_500  # characters VADER reads: it is quadratic in words
WORTH = {"strong_negative": -0.62, "negative": -0.3, "positive": 0.3, "strong_positive": 0.55, "relief": 0.45}
SHARE_OF_VADER = 0.35
EDGES = (-0.85, -0.24, 0.27, 0.82)  # between the five levels, set by hand on the `english` mails
FADE = 0.6  # the second cue of a kind adds 60 % of the first, the third 36 %
SUPPORTED = frozenset(["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "ar", "zh", "ja"])

_COURTESY = re.compile(COURTESY, re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not|isn'?t|wasn'?t|aren'?t|never|no|nicht|kein\w{0,2}|pas|non|não|niet|nie|не)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def read_sentiment(mail: Mail, head: Head | None = None) -> FieldReading[str]:
    """The level with confidence and the cues that led to it."""
    hits = _counted(mail)
    chances, proven = _spread(_score(mail, hits)), False
    labels: tuple[str, ...] = SENTIMENTS
    if head is not None:
        chances, labels = head.chances(mail.vector, among(chances, head.labels)), head.labels
    best = int(chances.argmax())
    level, sure = SENTIMENTS.index(labels[best]), float(chances[best])
    if head is not None:
        proven = head.proves(labels[best], sure)

    reason = shown(
        mail.doc,
        [(hit.start, hit.end) for hit in hits if (WORTH[hit.label] < 0) == (level < 2)] if level != 2 else [],
    )
    evidence = mail.doc.sentence_at(hits[0].start) if hits and level != 2 else ""
    known = mail.language.value in SUPPORTED or head is not None
    confidence = sure * (1.0 if known or hits else 0.6)
    return FieldReading(
        SENTIMENTS[level],
        round(min(0.97, confidence), 3),
        reason or _silent(level, known),
        evidence,
        proven=proven,
    )


@by_hash(6_000)
def _rules(text: str) -> tuple[float, ...]:
    mail = prepare(Letter("", text))
    return tuple(_spread(_score(mail, _counted(mail))).tolist())


def prior(text: str, labels: Sequence[str]) -> NDArray[np.float64]:
    """What the rules say about a text, for training: one score per label."""
    return among(np.array(_rules(text)), labels)


def among(chances: NDArray[np.float64], labels: Sequence[str]) -> NDArray[np.float64]:
    """Log chances of the labels people use; where they know three levels, the outer ones join the inner."""
    five = dict(zip(SENTIMENTS, chances.tolist(), strict=True))
    if not {"very_negative", "very_positive"} & set(labels):
        five["negative"] += five["very_negative"]
        five["positive"] += five["very_positive"]
    return np.log(np.array([five.get(label, 1e-6) for label in labels]) + 1e-3)


def _silent(level: int, known: bool) -> str:
    if not known:
        return "no cue lists for this language"
    return "no strong feeling in the words" if level == 2 else "overall tone of the words"


def _counted(mail: Mail) -> list[Hit]:
    """Cues, strongest first, without those a negation turns round and courtesy at the end."""
    kept = []
    for hit in _lexicon().find(mail.doc):
        before = mail.doc.text[max(0, hit.start - 24) : hit.start]
        if WORTH[hit.label] > 0 and _NEGATED.search(before):
            continue
        kept.append(hit)
    inner = [hit for hit in kept if not any(_inside(hit, other) for other in kept)]
    return sorted(inner, key=lambda hit: -abs(WORTH[hit.label]))


def _inside(hit: Hit, other: Hit) -> bool:
    """A cue within a longer one says the same thing twice."""
    longer = other.end - other.start > hit.end - hit.start
    heavier = (
        abs(WORTH[other.label]) > abs(WORTH[hit.label]) and other.end - other.start == hit.end - hit.start
    )
    return (longer or heavier) and other.start <= hit.start and hit.end <= other.end


def _score(mail: Mail, hits: list[Hit]) -> float:
    """About -1.5 to 1.5; zero is matter of fact."""
    seen: dict[str, set[str]] = {}
    score = 0.0
    for hit in hits:
        words = mail.doc.text[hit.start : hit.end].lower()
        already = seen.setdefault("-" if WORTH[hit.label] < 0 else "+", set())
        if words not in already:
            score += WORTH[hit.label] * FADE ** len(already)
            already.add(words)
    if mail.language.value in ("en", "und"):
        score += SHARE_OF_VADER * _vader(mail.doc.text)
    return score * _loudness(mail.doc.text) if score < -0.2 else score


def _loudness(text: str) -> float:
    """Capitals and exclamation marks make anger louder; they make nothing angry by themselves."""
    words = re.findall(r"[^\W\d_]{3,30}", text[:READ])
    shouted = sum(1 for word in words if word.isupper()) / max(4, len(words))
    return 1.0 + min(0.4, 0.12 * text[:READ].count("!") + 1.2 * max(0.0, shouted - 0.1))


def _vader(text: str) -> float:
    plain = _COURTESY.sub(" ", text[:READ])
    return float(_analyzer().polarity_scores(plain)["compound"])


def _spread(score: float) -> NDArray[np.float64]:
    """Chances of the five levels around a score; the slope is set by hand, not calibrated."""
    edges = np.array([-9.0, *EDGES, 9.0])
    below = 1 / (1 + np.exp(-(edges - score) / 0.13))
    return np.maximum(np.diff(below), 1e-6)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(FEELING)


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
