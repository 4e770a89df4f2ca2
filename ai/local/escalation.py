"""Should somebody senior look? Rules with names, each with a sentence a person can check.

0.9 for law, security and safety, 0.7 for outages, deadlines, leaving and repeated contact;
recommended from 0.6. Phrases find what is said in known words; on mail worded otherwise most is missed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ai.contracts import Escalation, FieldReading
from ai.local.lexicon import Hit, Lexicon
from ai.local.mail import Mail
from ai.local.words.alarm import ESCALATION

RECOMMENDED = 0.6
SURE = 0.6  # confidence of a category that speaks for an event
_OF_CATEGORY = {"breach": "security", "outage": "all_users_down", "cancel": "churn"}
REPEATS = 3  # contacts within 7 days
_SCORES = {
    "safety": 0.95, "security": 0.9, "legal": 0.9, "all_users_down": 0.75, "deadline": 0.7,
    "churn": 0.65, "manager_request": 0.7, "repeat_contact": 0.7,
}  # fmt: skip
SENTENCES = {
    "safety": "The message suggests that somebody may be in danger.",
    "security": "The customer reports unauthorized access, a leak or a vulnerability.",
    "legal": "The customer speaks of legal steps or an authority.",
    "all_users_down": "A whole team or all users are stopped.",
    "deadline": "Something has to happen today or by tomorrow.",
    "churn": "The customer says that they are leaving or looking at alternatives.",
    "manager_request": "The customer asks for somebody in charge.",
    "repeat_contact": "The customer has written several times without success.",
}
# A question about a topic is no event: "where can I report vulnerabilities", "your cancellation policy".
_HYPOTHETICAL = re.compile(
    r"\b(?:how (?:do|can|would)|what (?:is|are|happens)|when does|notice period|policy|in case of|to prevent|"
    r"to avoid|protect (?:us|me|against)|wie kann|comment|cómo|come posso|como posso)\b",
    re.IGNORECASE,
)


def read_escalation(
    mail: Mail, sentiment: str, earlier_negative: int = 0, category: FieldReading[str] | None = None
) -> Escalation:
    """Advice with code, sentence and evidence.

    earlier_negative: negative messages before this one. category: what the mail is about; a
    suspected breach or a cancellation is one however it is worded.
    """
    found: dict[str, Hit] = {}
    for hit in _lexicon().find(mail.doc):
        found.setdefault(hit.label, hit)
    upset = sentiment in ("negative", "very_negative")

    scores = {code: _score(code, mail, hit, upset) for code, hit in found.items()}
    if upset and (mail.letter.recent_contacts >= REPEATS or earlier_negative >= 1):
        scores["repeat_contact"] = max(scores.get("repeat_contact", 0.0), 0.7)
    if category is not None and (code := _by_category(mail, category, upset)):
        scores[code] = max(scores.get(code, 0.0), _SCORES[code])
    if not scores:
        return Escalation(False, "none", 0.9, "", "")

    code = max(scores, key=lambda name: (scores[name], -list(_SCORES).index(name)))
    advised = scores[code] >= RECOMMENDED
    evidence = (
        mail.doc.sentence_at(found[code].start) if code in found else category.evidence if category else ""
    )
    return Escalation(
        advised, code if advised else "none", round(scores[code] if advised else 1 - scores[code], 3),
        SENTENCES[code] if advised else "", evidence if advised else "",
    )  # fmt: skip


def _by_category(mail: Mail, category: FieldReading[str], upset: bool) -> str:
    """The code a surely read category stands for; a question about the topic is no event."""
    code = _OF_CATEGORY.get(category.value.rsplit(".", 1)[-1], "")
    if not code or category.confidence < SURE:
        return ""
    if code == "all_users_down" and not upset:
        return ""
    asks = _HYPOTHETICAL.search(mail.doc.text) or ("?" in mail.doc.text and code == "churn" and not upset)
    return "" if asks else code


def _score(code: str, mail: Mail, hit: Hit, upset: bool) -> float:
    score = _SCORES[code]
    askable = code in ("legal", "churn", "security", "all_users_down") and not upset
    if askable and _HYPOTHETICAL.search(mail.doc.sentence_at(hit.start)):
        return score - 0.4
    if code == "churn":
        return score + (0.1 if upset or mail.letter.paying else 0.0)
    if code == "repeat_contact" and not upset:
        return score - 0.15
    return min(0.97, score + (0.04 if upset else 0.0))


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon({code: ESCALATION[code] for code in _SCORES})
