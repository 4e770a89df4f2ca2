"""Which of the organization's categories a mail belongs to.

Three judges: the options' own words (overlap), a head trained from corrections, and the
memory of recent ones. Their sum is calibrated; a mail that resembles none of it is "other"
– never a guess. Only leaves are chosen: an option that is another's parent is a heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ai.contracts import OTHER, CategoryOption, FieldReading
from ai.local import calibrate, profile
from ai.local.head import Head
from ai.local.mail import Mail, shown
from ai.local.memory import Memory
from ai.local.overlap import Overlap
from ai.local.packs import enriched

# Both set by hand, on the cautious side: mean confidence .47 where .65 of the blind mails were right.
COLD_HEAT = 0.22  # softmax temperature of raw overlap scores
COLD_FLOOR = 0.20  # overlap below this: too little in common with any option
COLD_CEILING = 0.84  # without one correction nothing is shown as High
ALTERNATIVES = 3


class CategoryJudge:
    """Made from the options once; reads any number of mails."""

    def __init__(self, options: Sequence[CategoryOption], memory: Memory, head: Head | None = None) -> None:
        parents = {option.parent for option in options}
        self.options = tuple(option for option in options if option.key not in parents)
        self.keys = tuple(option.key for option in self.options)
        self._other = next((key for key in self.keys if key == OTHER), None)
        self._judged = [place for place, key in enumerate(self.keys) if key != self._other]
        self.overlap = _overlap(self.options)
        self._memory = memory
        self._head = head if head is not None and head.labels == self.keys else None

    def remembering(self, memory: Memory) -> CategoryJudge:
        """The same judge with another memory."""
        other = copy(self)
        other._memory = memory
        return other

    def read(self, mail: Mail) -> FieldReading[str]:
        """The category with confidence, reason, evidence and the next best."""
        if not self._judged:
            return FieldReading(OTHER, 0.0, "no categories exist")
        recalled = self._memory.recall(mail.vector)
        if recalled and recalled[0] in self.keys:
            label, likeness, text = recalled
            reason = f"like a message decided before: “{' '.join(text.split())[:80]}”"
            return FieldReading(
                label, round(0.6 + 0.38 * likeness, 3), reason, mail.doc.sentence_at(mail.doc.subject_end + 1)
            )
        return self._trained(mail, self._head) if self._head else self._cold(mail)

    def _cold(self, mail: Mail) -> FieldReading[str]:
        scores = self.overlap.scores(mail.units)
        scores[[place for place in range(len(self.keys)) if place not in self._judged]] = 0.0
        top = float(scores.max())
        if top < COLD_FLOOR:
            return self._unclear(scores, top / COLD_FLOOR)
        chances = np.minimum(calibrate.softmax(scores, COLD_HEAT), COLD_CEILING)
        return self._answer(mail, chances, int(scores.argmax()))

    def _trained(self, mail: Mail, head: Head) -> FieldReading[str]:
        said = profile.scores(head.profile, profile.bag(mail.units)) if head.profile is not None else None
        chances = head.chances(mail.vector, said)
        if self._other is not None and self._other not in head.examples:
            chances[self.keys.index(self._other)] = 0.0
        best = int(chances.argmax())
        sure = float(chances[best])
        familiar = sure * (float(said.max()) if said is not None else 1.0)
        if familiar < head.floor and self._other is not None:
            return self._unclear(chances, 0.5)
        found = self._answer(mail, chances, best)
        proven = head.proves(found.value, sure) and familiar >= head.metrics.get("familiar", 0.0)
        return replace(found, proven=proven)

    def _answer(self, mail: Mail, chances: NDArray[np.float64], best: int) -> FieldReading[str]:
        places = [(unit.start, unit.end) for unit in self.overlap.words(mail.units, best)]
        if not places and self._head:
            places = self._head.words(mail.doc, self.keys[best])
        reason = shown(mail.doc, places) or "overall wording"
        evidence = mail.doc.sentence_at(places[0][0]) if places else ""
        return FieldReading(
            self.keys[best], round(float(chances[best]), 3), reason, evidence, self._next(chances, best)
        )

    def _unclear(self, chances: NDArray[np.float64], nearness: float) -> FieldReading[str]:
        """Nothing fits: "other" where it exists, else the best guess at a low confidence."""
        best = int(chances.argmax())
        value = self._other or self.keys[best]
        confidence = max(0.3, 0.75 - 0.5 * nearness) if self._other else 0.1
        return FieldReading(
            value,
            round(confidence, 3),
            "no category's words occur in the message",
            "",
            self._next(chances, best),
        )

    def _next(self, chances: NDArray[np.float64], best: int) -> tuple[tuple[str, float], ...]:
        order = [
            int(place)
            for place in np.argsort(-chances, kind="stable")
            if place != best and chances[place] > 0.02
        ]
        return tuple((self.keys[place], round(float(chances[place]), 3)) for place in order[:ALTERNATIVES])


@lru_cache(maxsize=32)
def _overlap(options: tuple[CategoryOption, ...]) -> Overlap:
    """Made once for the same words: each new head comes with a new judge of the same options."""
    return Overlap(enriched(options))
