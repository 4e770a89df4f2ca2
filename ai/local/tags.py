"""Tags out of those that exist: by their own cue words at first, by trained heads later. At most 8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ai.contracts import YES, CategoryOption, FieldReading, TagOption
from ai.local import calibrate
from ai.local.head import Head
from ai.local.lexicon import Lexicon
from ai.local.mail import Mail, shown
from ai.local.overlap import Overlap

MOST = 8
ENOUGH = 0.5  # chance from which a trained tag is proposed
ALIKE = 0.75  # overlap from which a tag without cue words is proposed
COLD = 0.65  # confidence of a cue word; two say more


class TagJudge:
    """Made from the tags once; reads any number of mails."""

    def __init__(self, tags: Sequence[TagOption], heads: Mapping[str, Head] | None = None) -> None:
        self._tags = tuple(tags)
        self._heads = dict(heads or {})
        self._lexicon = Lexicon({tag.slug: " ".join(tag.keywords) for tag in tags if tag.keywords})
        self._described = [tag for tag in tags if not tag.keywords and tag.description]
        self._overlap = Overlap(
            [CategoryOption(tag.slug, tag.name, tag.description) for tag in self._described]
        )

    def read(self, mail: Mail) -> tuple[FieldReading[str], ...]:
        """Proposed tags, surest first."""
        found = {tag.slug: reading for tag in self._tags if (reading := self._learned(mail, tag.slug))}
        for reading in (*self._by_cues(mail), *self._by_description(mail)):
            if reading.value not in self._heads:
                found.setdefault(reading.value, reading)
        return tuple(sorted(found.values(), key=lambda reading: (-reading.confidence, reading.value))[:MOST])

    def _learned(self, mail: Mail, slug: str) -> FieldReading[str] | None:
        head = self._heads.get(slug)
        if head is None or YES not in head.labels:
            return None
        chance = float(
            calibrate.softmax(head.decision(mail.vector), head.temperature)[head.labels.index(YES)]
        )
        if chance < ENOUGH:
            return None
        places = head.words(mail.doc, YES)
        reason = shown(mail.doc, places) or "like messages that carry this tag"
        evidence = mail.doc.sentence_at(places[0][0]) if places else ""
        return FieldReading(slug, round(chance, 3), reason, evidence, proven=head.proves(YES, chance))

    def _by_cues(self, mail: Mail) -> list[FieldReading[str]]:
        places: dict[str, list[tuple[int, int]]] = {}
        for hit in self._lexicon.find(mail.doc):
            places.setdefault(hit.label, []).append((hit.start, hit.end))
        return [
            FieldReading(
                slug,
                min(0.84, COLD + 0.08 * (len(where) - 1)),
                shown(mail.doc, where),
                mail.doc.sentence_at(where[0][0]),
            )
            for slug, where in places.items()
        ]

    def _by_description(self, mail: Mail) -> list[FieldReading[str]]:
        if not self._described:
            return []
        scores = self._overlap.scores(mail.units)
        readings = []
        for row in np.where(scores >= ALIKE)[0]:
            places = [(unit.start, unit.end) for unit in self._overlap.words(mail.units, int(row))]
            if len(places) >= 2:
                readings.append(
                    FieldReading(
                        self._described[row].slug,
                        0.55,
                        shown(mail.doc, places),
                        mail.doc.sentence_at(places[0][0]),
                    )
                )
        return readings
