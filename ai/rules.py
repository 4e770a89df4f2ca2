"""Yes and no about advice. No queries here."""

from __future__ import annotations

VIEW = "ai.view"
CORRECT = "ai.correct"
POLICY = "ai.policy"

FIELDS = ("language", "sentiment", "category", "priority", "urgency", "tags", "escalation")
REPLY = "reply"  # the policy over suggested replies: off, or prepared with each message (suggest)

# What each field may do by itself in a new organization: mode, smallest confidence.
START = {
    "language": ("auto", 0.0),
    "sentiment": ("auto", 0.0),
    "urgency": ("auto", 0.0),
    "escalation": ("auto", 0.0),
    "category": ("suggest", 0.85),
    "priority": ("suggest", 0.85),
    "tags": ("suggest", 0.85),
    REPLY: ("suggest", 0.0),
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


def stored_mode(mode: str, applied: bool) -> str:
    """How a result is kept: what a policy may do is not always what happened."""
    if mode == "auto":
        return "auto" if applied else "suggest"
    return mode


def raised(current: int, proposed: int) -> int | None:
    """The rank triage may set by itself: one step up at most, never down; None leaves it alone."""
    return min(current + 1, proposed) if proposed > current else None
