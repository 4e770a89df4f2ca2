"""Does a rule hold for a mail, and if not, what was missing? Pure: facts in, verdict out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.mail.ruling import patterns
from core.mail.ruling.facts import Facts

Condition = dict[str, Any]
FIELDS = ("from", "to", "cc", "subject", "body", "header", "attachment", "kind", "dmarc", "size")
TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {  # both sides in lower case
    "contains": lambda text, value: value in text,
    "lacks": lambda text, value: value not in text,
    "is": lambda text, value: text.strip() == value,
    "starts": lambda text, value: text.lstrip().startswith(value),
    "ends": lambda text, value: text.rstrip().endswith(value),
}
SIZE_TESTS = ("larger", "smaller")
BARE_TESTS = ("there", "missing")  # need no value
TESTS = (*TEXT_TESTS, "matches", *BARE_TESTS, *SIZE_TESTS)
KINDS = ("person", "auto_reply", "bulk", "bounce")
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """holds: the conditions do. captured: {name: value} of the patterns that fitted. why: for the trace."""

    holds: bool
    why: str = ""
    captured: dict[str, str] = field(default_factory=dict)


def verdict(conditions: list[Condition], need: str, mailbox: int | None, facts: Facts) -> Verdict:
    """Of one rule. need: "all" or "any". mailbox: the id it is for, None for every address."""
    if mailbox not in (None, facts.mailbox):
        return Verdict(False, "for another address")
    captured: dict[str, str] = {}
    held, missed = 0, ""
    for condition in conditions:
        found = _ask(condition, facts)
        if found is None:
            missed = missed or told(condition)
            if need == "all":
                return Verdict(False, f"not so: {missed}")
            continue
        held += 1
        captured = {**found, **captured}
    if held or not conditions:
        return Verdict(True, "", captured)
    return Verdict(False, f"not so: {missed}, nor anything else")


def told(condition: Condition) -> str:
    """ "subject contains invoice"."""
    name = condition["header"] if condition["field"] == "header" else condition["field"]
    return " ".join(part for part in (name, condition["test"], str(condition.get("value", ""))[:60]) if part)


def _ask(condition: Condition, facts: Facts) -> dict[str, str] | None:
    """Captures ({} for none) when it holds, None when it does not."""
    test, value = condition["test"], str(condition.get("value", ""))
    if test in SIZE_TESTS:
        limit = int(value) * KILOBYTE
        return {} if (facts.size > limit) == (test == "larger") else None
    texts = facts.values(condition["field"], condition.get("header", ""))
    if test in BARE_TESTS:
        is_there = any(text.strip() for text in texts)
        return {} if is_there == (test == "there") else None
    if test == "matches":
        return next((found for text in texts if (found := patterns.search(value, text)) is not None), None)
    compare, wanted = TEXT_TESTS[test], value.casefold().strip()
    results = [compare(text.casefold(), wanted) for text in texts]
    return {} if (all(results) if test == "lacks" else any(results)) else None
