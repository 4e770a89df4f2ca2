"""Is it mail that nobody asked for? Cues in several languages, and what people called spam here.

Precision first: somebody with a matter of their own, or who shows us a suspicious mail, is never called a
spammer by cues alone. A head trained from "spam" and "not spam" is weighed against the cues by what unseen
examples show, and where it does not contradict them, sure cues stay sure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ai.contracts import NO, YES, FieldReading, Letter
from ai.local.head import Head
from ai.local.lexicon import Hit, Lexicon
from ai.local.mail import Mail, prepare, shown
from ai.local.remembering import by_hash
from ai.local.words.spam import OWN, SPAM

KIND = "spam"
START = -5.0  # log odds of a message without any cue
WORTH = {
    "fortune": 5.0, "vice": 4.6, "search": 4.4, "service": 3.8, "factory": 3.8, "phishing": 4.6,
    "bait": 2.2, "pitch": 1.8, "nobody": 1.6, "list": 1.4,
}  # fmt: skip
# Each more of the same group.
MORE = {
    "fortune": 2.0,
    "vice": 2.0,
    "search": 2.0,
    "service": 1.5,
    "factory": 1.5,
    "phishing": 1.4,
    "pitch": 1.6,
}
MOST_OF_A_KIND = 3
AGAINST = {"matter": -4.5, "report": -7.0}
SHOWN = -2.0  # log odds at most of who shows us such a mail, whatever stands in it
LINK = 0.7
DOUBT = 0.25  # chance of the head from which sure cues stay sure
SUREST = 0.995
_LINK = re.compile(r"\bhttps?://|\bwww\.", re.IGNORECASE)


def read_spam(mail: Mail, head: Head | None = None) -> FieldReading[bool]:
    """The verdict with its chance as confidence, and the words that led to it."""
    hits = _lexicon().find(mail.doc)
    by_cues = _chance(mail, hits)
    chance, proven = by_cues, False
    if head is not None and YES in head.labels and NO in head.labels:
        learned = head.chances(mail.vector, _log(by_cues, head.labels))
        chance = float(learned[head.labels.index(YES)])
        proven = head.proves(YES, chance)
        chance = max(chance, by_cues) if chance >= DOUBT else chance
    if chance < 0.5:
        return FieldReading(False, round(1 - chance, 3), "", proven=head is not None and proven)

    cues = [hit for hit in hits if hit.label in WORTH]
    places = [(hit.start, hit.end) for hit in cues]
    if not places and head is not None:
        places = head.words(mail.doc, YES)
    reason = shown(mail.doc, places) or "like messages that were called spam here"
    evidence = mail.doc.sentence_at(places[0][0]) if places else ""
    return FieldReading(True, round(min(chance, SUREST), 3), reason, evidence, proven=proven)


def prior(text: str, labels: Sequence[str]) -> NDArray[np.float64]:
    """What the cues say about a text, for training: one score per label."""
    return _log(_by_text(text), labels)


@by_hash(6_000)
def _by_text(text: str) -> float:
    mail = prepare(Letter("", text))
    return _chance(mail, _lexicon().find(mail.doc))


def _log(chance: float, labels: Sequence[str]) -> NDArray[np.float64]:
    both = {YES: chance, NO: 1 - chance}
    return np.log(np.array([both.get(label, 1e-6) for label in labels]) + 1e-3)


def _chance(mail: Mail, hits: list[Hit]) -> float:
    said: dict[str, set[str]] = {}
    for hit in hits:
        said.setdefault(hit.label, set()).add(mail.doc.text[hit.start : hit.end].lower())
    score = START
    for label, words in said.items():
        if label in AGAINST:
            score += AGAINST[label]
        else:
            score += WORTH[label] + MORE.get(label, 0.0) * (min(len(words), MOST_OF_A_KIND) - 1)
    if "report" in said:
        score = min(score, SHOWN)
    if said.keys() & WORTH.keys() and _LINK.search(mail.doc.text):
        score += LINK
    return 1 / (1 + math.exp(-max(-30.0, min(score, 30.0))))


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon({**SPAM, **OWN})
