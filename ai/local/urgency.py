"""How long can this wait: 0 to 100, and the priority that follows from it.

Rule floors come first and are never argued away: safety, breach, outage, law, payment
fraud. Word lists see explicit haste, deadlines and stopped work; they cannot see impact
that is not spoken of, so confidence stays at Medium until the organization has taught a head.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ai.contracts import PRIORITIES, Escalation, FieldReading, Letter
from ai.local.escalation import read_escalation
from ai.local.head import Head
from ai.local.lexicon import Hit, Lexicon
from ai.local.mail import Mail, prepare, shown
from ai.local.remembering import by_hash
from ai.local.sentiment import read_sentiment
from ai.local.words.alarm import URGENT

BASE = 26
WORTH = {"explicit": 22, "impact": 24, "broken": 12, "soon": 11, "relaxed": -20}
FLOORS = {
    "safety": 95,
    "security": 85,
    "all_users_down": 88,
    "legal": 70,
    "deadline": 72,
    "manager_request": 50,
    "churn": 48,
    "repeat_contact": 52,
}
FRAUD_FLOOR = 85
STEPS = (20, 50, 80)  # below 20 low, below 50 medium, below 80 high
MOOD = {"very_negative": 10, "negative": 5}
HIGH_GROUPS = ("security", "privacy")  # groups whose mail is at least High by rule (defaults 5.4)
CEILING = 0.8
OVERRULED = 0.6  # the least a rule is sure of where people decided otherwise: it is still shown


def read_urgency(mail: Mail, sentiment: str, escalation: Escalation, category: str = "") -> FieldReading[int]:
    """The score with the words and rules behind it."""
    hits = _lexicon().find(mail.doc)
    kinds = {hit.label for hit in hits}
    score = BASE + sum(WORTH.get(kind, 0) for kind in kinds) + MOOD.get(sentiment, 0)
    score -= 6 if sentiment in ("positive", "very_positive") else 0
    score -= 8 if category.split(".")[0] in ("request", "howto", "feedback") and not escalation.value else 0
    floors = {code: floor for code, floor in FLOORS.items() if escalation.value and code == escalation.code}
    if "fraud" in kinds:
        floors["fraud"] = FRAUD_FLOOR
    if category.split(".")[0] in HIGH_GROUPS:
        floors["privacy"] = STEPS[1]

    rule = max(floors, key=lambda code: floors[code], default="")
    floored = rule and floors[rule] >= score
    value = max(0, min(100, max(score, floors.get(rule, 0))))
    reason = _reason(mail, hits, rule if floored else "", escalation)
    confidence = 0.8 if floored else min(CEILING, 0.5 + 0.1 * len(kinds))
    evidence = (
        escalation.evidence
        if floored and escalation.evidence
        else mail.doc.sentence_at(hits[0].start)
        if hits
        else ""
    )
    return FieldReading(int(value), round(confidence, 3), reason, evidence)


def read_priority(
    urgency: FieldReading[int], mail: Mail, floor: int = 0, head: Head | None = None
) -> FieldReading[str]:
    """Priority from the score and from what people decided; never below the rules.

    floor: the lowest urgency the rules allow (0 without a rule).
    """
    level, proven = sum(urgency.value >= step for step in STEPS), False
    confidence, reason = urgency.confidence, urgency.reason
    if head is not None and set(head.labels) <= set(PRIORITIES):
        chances = head.chances(mail.vector, near(level, head.labels))
        label = head.labels[int(chances.argmax())]
        least, level = sum(floor >= step for step in STEPS), PRIORITIES.index(label)
        if least > level:  # the rule has the last word, and its own confidence
            level, heard = least, dict(zip(head.labels, chances.tolist(), strict=True))
            confidence = max(OVERRULED, (confidence + heard.get(PRIORITIES[level], 0.0)) / 2)
        else:
            confidence, proven = float(chances.max()), head.proves(label, float(chances.max()))
            reason = f"learned from {int(sum(head.examples.values()))} decided messages"
    return FieldReading(PRIORITIES[level], round(confidence, 3), reason, urgency.evidence, proven=proven)


@by_hash(6_000)
def _level(text: str) -> int:
    mail = prepare(Letter("", text))
    mood = read_sentiment(mail)
    urgency = read_urgency(mail, mood.value, read_escalation(mail, mood.value))
    return sum(urgency.value >= step for step in STEPS)


def prior(text: str, labels: Sequence[str]) -> NDArray[np.float64]:
    """What the rules say about a text, for training: one score per label."""
    return near(_level(text), labels)


def near(level: int, labels: Sequence[str]) -> NDArray[np.float64]:
    """The closer a label is to the rules' level, the better."""
    return np.array(
        [-abs(PRIORITIES.index(label) - level) if label in PRIORITIES else -9.0 for label in labels]
    )


def rule_floor(escalation: Escalation, category: str) -> int:
    """The urgency below which no engine may go for this mail."""
    floors = [FLOORS.get(escalation.code, 0) if escalation.value else 0]
    floors.append(STEPS[1] if category.split(".")[0] in HIGH_GROUPS else 0)
    return max(floors)


def _reason(mail: Mail, hits: list[Hit], rule: str, escalation: Escalation) -> str:
    if rule == "fraud":
        return "rule: a payment the customer did not authorize"
    if rule == "privacy":
        return "rule: privacy and security mail is at least High"
    if rule:
        return f"rule: {escalation.reason}"
    order = list(WORTH)
    told = sorted((hit for hit in hits if hit.label in WORTH), key=lambda hit: order.index(hit.label))
    return shown(mail.doc, [(hit.start, hit.end) for hit in told]) or "nothing in the words speaks of haste"


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(URGENT)
