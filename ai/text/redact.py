"""Secrets and personal numbers leave the text before any model sees it.

One Redactor serves one conversation: the same value gets the same placeholder
([[CARD_1]]) every time. The map lives in memory only: it is not printed, not pickled.
CARD, SECRET and IBAN are always masked; `restore` gives back e-mail addresses and phone
numbers alone. Names and postal addresses are not found by patterns: the product says so.
Every pattern has bounded repeats and cannot restart inside its own run: linear in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NoReturn

from ai.text import patterns

ALWAYS = frozenset({"CARD", "SECRET", "IBAN"})
BY_DEFAULT = ALWAYS | {"EMAIL", "PHONE", "NATID", "IP"}
RESTORABLE = frozenset({"EMAIL", "PHONE"})
PLACEHOLDER = re.compile(r"\[\[(CARD|SECRET|IBAN|EMAIL|PHONE|NATID|IP)_(\d{1,4})\]\]")

# The order is the priority: what an earlier kind took, a later one does not see.
_FINDERS: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    ("SECRET", patterns.secrets),
    ("IBAN", patterns.ibans),
    ("CARD", patterns.cards),
    ("EMAIL", patterns.emails),
    ("IP", patterns.addresses),
    ("NATID", patterns.national_ids),
    ("PHONE", patterns.phones),
)


class Redactor:
    """Masks the texts of one conversation with stable placeholders."""

    def __init__(self, kinds: frozenset[str] = BY_DEFAULT) -> None:
        self._kinds = kinds | ALWAYS
        self._by_value: dict[tuple[str, str], str] = {}
        self._by_placeholder: dict[str, str] = {}

    @property
    def counts(self) -> dict[str, int]:
        """Distinct values masked so far by kind; safe to store."""
        return dict(Counter(kind for kind, _ in self._by_value))

    def redact(self, text: str) -> str:
        """The text with every found value replaced. Placeholder look-alikes in it are defused."""
        text = PLACEHOLDER.sub(lambda found: f"[{found[1]} {found[2]}]", text)
        for kind, find in _FINDERS:
            if kind in self._kinds:
                text = self._replace(kind, text, find)
        return text

    def restore(self, text: str) -> str:
        """E-mail and phone placeholders back to their values; all others stay masked."""

        def original(found: re.Match[str]) -> str:
            return self._by_placeholder.get(found[0], found[0]) if found[1] in RESTORABLE else found[0]

        return PLACEHOLDER.sub(original, text)

    def _replace(self, kind: str, text: str, find: Callable[[str], Iterator[tuple[int, int]]]) -> str:
        pieces, at = [], 0
        for start, end in find(text):
            if start < at or "[[" in text[start:end]:
                continue
            pieces += [text[at:start], self._placeholder(kind, text[start:end])]
            at = end
        return "".join([*pieces, text[at:]])

    def _placeholder(self, kind: str, value: str) -> str:
        key = (kind, re.sub(r"[\s.\-/()]", "", value).casefold() if kind != "SECRET" else value)
        if key not in self._by_value:
            number = sum(1 for seen, _ in self._by_value if seen == kind) + 1
            self._by_value[key] = f"[[{kind}_{number}]]"
            self._by_placeholder[self._by_value[key]] = value
        return self._by_value[key]

    def __repr__(self) -> str:
        return f"Redactor({self.counts})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("the redaction map never leaves memory")


def placeholders(text: str) -> list[str]:
    """The placeholders still standing in a text."""
    return [found[0] for found in PLACEHOLDER.finditer(text)]
