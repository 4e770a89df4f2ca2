"""What colleagues' answers teach the search: a question much like one that was answered from an article.

How alike two questions are is full text that hears words of like meaning (softly.py), as a share of what the
question would score against itself. Of each person the nearest question counts, so that nobody counts by
answering often; what a second person answered alike is told apart, because one alone may be mistaken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ai.local.doc import Doc, read
from ai.local.softly import SoftText

ALIKE = 0.2  # share below which questions have nothing to do with each other
TOLD = 3  # lessons that are named beside a source


class Lesson(NamedTuple):
    """text: the question; source: id of what it was answered from; by: who answered; worth: 0 to 1.

    ref: what the lesson is known by outside.
    """

    text: str
    source: str
    by: str
    worth: float = 1.0
    ref: str = ""


class Lessons:
    """Questions with their answers' sources. Immutable, may be shared by threads."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._lessons = tuple(lessons)
        self._texts = SoftText([read(one.text) for one in self._lessons])

    def heard(self, doc: Doc) -> dict[str, tuple[float, float]]:
        """{source: (how alike the nearest question of one person is, and that of another person)}, 0 to 1."""
        return {
            source: (near[0][0], near[1][0] if len(near) > 1 else 0.0)
            for source, near in self._nearest(doc).items()
        }

    def behind(self, doc: Doc) -> dict[str, list[str]]:
        """{source: refs of the lessons that speak for it}: the nearest of each person, most alike first."""
        return {source: [ref for _, ref in near[:TOLD]] for source, near in self._nearest(doc).items()}

    def _nearest(self, doc: Doc) -> dict[str, list[tuple[float, str]]]:
        """{source: [(how alike, ref) of the nearest question of each person, the most alike first]}."""
        asked = self._texts.asked(doc)
        if not asked.own:
            return {}
        nearest: dict[str, dict[str, tuple[float, str]]] = {}
        for lesson, score in zip(self._lessons, asked.scores.tolist(), strict=True):
            alike = lesson.worth * max(0.0, min(1.0, score / asked.own) - ALIKE) / (1 - ALIKE)
            if alike > 0:
                people = nearest.setdefault(lesson.source, {})
                people[lesson.by] = max(people.get(lesson.by, (0.0, "")), (alike, lesson.ref))
        return {source: sorted(people.values(), reverse=True) for source, people in nearest.items()}
