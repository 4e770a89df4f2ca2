"""Yes and no about advice. No queries here."""

from __future__ import annotations

VIEW = "ai.view"
CORRECT = "ai.correct"
POLICY = "ai.policy"

FIELDS = ("language", "sentiment", "category", "priority", "urgency", "tags", "escalation")

# What each field may do by itself in a new organization: mode, smallest confidence.
START = {
    "language": ("auto", 0.0),
    "sentiment": ("auto", 0.0),
    "urgency": ("auto", 0.0),
    "escalation": ("auto", 0.0),
    "category": ("suggest", 0.85),
    "priority": ("suggest", 0.85),
    "tags": ("suggest", 0.85),
}

# Findings that make a message suspicious: nothing is applied alone and nothing is learned from it.
DISTRUST = frozenset({"hidden_text", "invisible_chars", "injection_suspected"})


def applies(mode: str, confidence: float, floor: float, flags: frozenset[str], field: str) -> bool:
    """May the value be written to the ticket without a person?

    Suspicious messages only ever get their language and mood noted.
    """
    if mode != "auto" or confidence < floor:
        return False
    return not flags & DISTRUST or field in ("language", "sentiment")
