"""The evaluation mails: our own, labelled by hand, none of them an example of a pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai.contracts import Letter

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Sample:
    """language, category key, sentiment, escalation code ("none"), letter."""

    language: str
    category: str
    sentiment: str
    escalation: str
    letter: Letter


def samples(name: str) -> list[Sample]:
    """english and fresh: word lists were widened on them; blind: never; other_languages: 53 mails."""
    found = []
    for line in (DATA / f"{name}.psv").read_text("utf-8").splitlines():
        *language, category, sentiment, escalation, subject, body = line.split("|")
        code = "none" if escalation == "-" else escalation
        found.append(Sample((language or ["en"])[0], category, sentiment, code, Letter(subject, body)))
    return found


def macro_f1(truth: list[str], said: list[str]) -> float:
    """Mean F1 over the labels that occur."""
    scores = []
    for label in sorted(set(truth)):
        right = sum(a == b == label for a, b in zip(truth, said, strict=True))
        scores.append(2 * right / (truth.count(label) + said.count(label)))
    return sum(scores) / len(scores)
