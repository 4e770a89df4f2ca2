"""What tickets are about: seven groups with their leaves, and "other", which beats a guess."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.desk.leaves import LEAVES
from core.desk.starter.queues import BILLING, SUPPORT, TECHNICAL

Group = tuple[str, str, str, str, str, str]  # key, name, the line triage reads, queue, colour, icon
Leaf = tuple[str, str, str, tuple[str, ...], str, str]  # key, name, line, good examples, bad example, queue
GROUPS: tuple[Group, ...] = (
    ("account", "Account and access", "Signing in, passwords, permissions and changes to an account or user.", SUPPORT, "#2563EB", "key-round"),
    ("billing", "Billing", "Money: invoices, payments, refunds, plans and cancellation.", BILLING, "#059669", "credit-card"),
    ("technical", "Technical problem", "The product is broken, slow, down, wrong, or a connection fails.", TECHNICAL, "#DC2626", "triangle-alert"),
    ("howto", "How-to", "Nothing is broken: the customer asks how something is set up or used.", SUPPORT, "#7C3AED", "book-open"),
    ("request", "Request", "The customer wants something new, a change made by us, or an offer.", SUPPORT, "#D97706", "sparkles"),
    ("feedback", "Feedback", "Praise or complaint about us, without a task behind it.", SUPPORT, "#DB2777", "message-circle"),
    ("security", "Privacy and security", "Personal data, suspected breaches and abuse. Priority at least High.", SUPPORT, "#4B5563", "shield"),
)  # fmt: skip
OTHER = (
    "other",
    "Other / unclear",
    "None of the other categories fits, or the message is too short to tell.",
    ("See attachment.", "Call me back please."),
    "I cannot log in.",
    SUPPORT,
)


@dataclass(frozen=True)
class Sprout:
    """One category to be; `parent` is the key of its group."""

    key: str
    name: str
    description: str
    queue: str
    color: str
    icon: str = ""
    parent: str | None = None
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


def sprouts() -> Iterator[Sprout]:
    """All categories, each group before its leaves, "other" last."""
    yield from grown(GROUPS, LEAVES)
    key, name, line, good, bad, queue = OTHER
    yield Sprout(key, name, line, queue, "#6B7280", "circle-question-mark", None, good, (bad,))


def grown(groups: Iterable[Group], leaves: Iterable[Leaf]) -> Iterator[Sprout]:
    """Each group before its leaves: those whose key begins with its own."""
    leaves = tuple(leaves)
    for key, name, line, queue, color, icon in groups:
        yield Sprout(key, name, line, queue, color, icon)
        for leaf, title, about, good, bad, target in leaves:
            if leaf.split(".")[0] == key:
                yield Sprout(leaf, title, about, target, color, icon, key, good, (bad,))
