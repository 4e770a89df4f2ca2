"""Yes and no about advice. No queries here."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ai.contracts import MEDIUM

VIEW = "ai.view"
CORRECT = "ai.correct"
POLICY = "ai.policy"

FIELDS = (
    "language", "sentiment", "category", "priority", "urgency", "tags", "escalation", "spam", "thanks",
    "details",
)  # fmt: skip
DETAILS = "details"  # order numbers and the like: a value for each of the organization's own fields
SUSPECT = 0.85  # confidence from which what looks like spam waits in a list of its own
REPLY = "reply"  # the policy over suggested replies: off, or prepared with each message (suggest)

# What each field may do by itself in a new organization: mode, smallest confidence.
START = {
    "language": ("auto", 0.0),
    "sentiment": ("auto", 0.0),
    "urgency": ("auto", 0.0),
    "escalation": ("auto", 0.0),
    "spam": ("auto", 0.99),
    "thanks": ("auto", 0.9),
    "details": ("auto", 0.9),  # what is found exactly is above, what a model names below
    "category": ("suggest", 0.85),
    "priority": ("suggest", 0.85),
    "tags": ("suggest", 0.85),
    REPLY: ("suggest", 0.0),
}

# Fields whose values move tickets to other people: they apply by themselves only on evidence.
EARNED = ("category", "priority", "tags")
WATCHED = (*EARNED, "spam", "thanks", "details")  # step back by themselves when people undo them
BACKED = ("urgency", "escalation")  # of a model only with the local engine behind it
# Where two engines that differ wait for a person.
REVIEWED = ("category", "priority", "escalation", "spam", "thanks")

RUNS_KEPT = timedelta(days=90)  # with what they read; what people decided about that is kept longer

HEARD = 0.6  # confidence from which the second engine's other opinion counts

LEAST_SURE = 30  # decided values at or above the floor; fewer say nothing about a share
LEAST_DECIDED = 30  # decided values of one label by one model before its share counts
LEAST_CONFIRMED = 10  # examples of a label before it is applied by itself
MOST_ALONE = 3  # the rank of High: Urgent calls people at night, which only a person or a rule of theirs does
FEWEST_REVIEWED, LOWEST_PRECISION = 30, 0.80  # nobody may ask less of a field than this

# When a field steps back by itself: judged by its last decided values that had been applied alone.
ROLLING, LEAST_ROLLING = 50, 20
SLACK = 0.03  # below the wanted precision that is still chance
UNDOS, UNDONE_AMONG = 3, 20

# When a week differs from the four before it so much that people are told.
LABELS_MOVED = 0.2  # population stability index
LESS_SURE, LESS_ACCEPTED = 0.1, 0.1
NEW_WORDS, FEW_WORDS = 0.5, 0.02  # half as many again, and at least two more in a hundred

# Findings that make a message suspicious: nothing is applied alone and nothing is learned from it.
DISTRUST = frozenset({"hidden_text", "invisible_chars", "injection_suspected"})


def applies(mode: str, confidence: float, floor: float, flags: frozenset[str], field: str) -> bool:
    """May the value be written to the ticket without a person?

    Suspicious messages only ever get their language and mood noted.
    """
    if mode != "auto" or confidence < floor:
        return False
    return not flags & DISTRUST or field in ("language", "sentiment")


def is_shown(confidence: float) -> bool:
    """Is a value that was not applied sure enough to be proposed? What nobody sees nobody waves through."""
    return confidence >= MEDIUM


def spam_fate(
    mode: str, confidence: float, floor: float, flags: frozenset[str], *, is_strange: bool, is_agreed: bool
) -> str:
    """What becomes of a message that was read as spam: "spam" (its status), "suspect" (its list) or "".

    Only mail that begins a ticket, from somebody nobody here has ever answered, is put away at all
    (is_strange); never a suspicious one, and no model's word alone is enough (is_agreed).
    """
    if mode not in ("auto", "suggest") or not is_strange or not is_agreed or flags & DISTRUST:
        return ""
    if mode == "auto" and confidence >= floor:
        return "spam"
    return "suspect" if confidence >= SUSPECT else ""


def is_trusted(
    *, proven: bool, agreed: bool, contradicted: bool, decided: int, right: int, confirmed: int, target: float
) -> bool:
    """Do the organization's own numbers let this one value be applied alone?

    proven: by the local engine's unseen examples, which include the label's ten. agreed: the local engine
    reads the same as the model; contradicted: it is too far above. decided, right: earlier values
    of this label by this model; confirmed: examples of the label that people decided.
    """
    if proven:
        return True
    measured = not contradicted and decided >= LEAST_DECIDED and right >= target * decided
    return confirmed >= LEAST_CONFIRMED and (agreed or measured)


def holds(
    conditions: Mapping[str, Sequence[Any]], *, queue: int, categories: Collection[str], language: str
) -> bool:
    """Is the ticket among those a policy is limited to? categories: its category and the group of that."""
    queues, languages = conditions.get("queues"), conditions.get("languages")
    wanted = conditions.get("categories")
    return (
        (not queues or queue in queues)
        and (not languages or language in languages)
        and (not wanted or any(one in wanted for one in categories))
    )


def outside(field: str, mode: str) -> str:
    """The mode of a policy for tickets that are not among those it is limited to."""
    if field == REPLY:
        return "off"
    return "suggest" if mode == "auto" else mode


def why_step_back(lately: Sequence[tuple[bool, bool]], target: float) -> str:
    """ "precision", "undone" or "" while all is well.

    lately: (was right, a person undid it) of the last decided values that were applied alone, newest first.
    """
    if sum(undone for _, undone in lately[:UNDONE_AMONG]) >= UNDOS:
        return "undone"
    last = lately[:ROLLING]
    if len(last) >= LEAST_ROLLING and sum(right for right, _ in last) < (target - SLACK) * len(last):
        return "precision"
    return ""


def stored_mode(mode: str, applied: bool) -> str:
    """How a result is kept: what a policy may do is not always what happened."""
    if mode == "auto":
        return "auto" if applied else "suggest"
    return mode


def stability(before: Mapping[str, int], now: Mapping[str, int]) -> float:
    """Population stability index of two counts of labels; 0 for the same mix, above 0.2 another one.

    What chance alone gives samples of these sizes, about (labels - 1)(1/n + 1/m), is taken off.
    """
    known, new = sum(before.values()), sum(now.values())
    labels = sorted({*before, *now})
    if not known or not new:
        return 0.0
    index = 0.0
    for label in labels:
        was = (before.get(label, 0) + 0.5) / (known + 0.5 * len(labels))
        has = (now.get(label, 0) + 0.5) / (new + 0.5 * len(labels))
        index += (has - was) * math.log(has / was)
    return max(0.0, index - (len(labels) - 1) * (1 / known + 1 / new))


def raised(current: int, proposed: int) -> int | None:
    """The rank triage may set by itself: one step up at most, never Urgent, never down; None: none."""
    rank = min(current + 1, proposed, MOST_ALONE)
    return rank if rank > current else None
