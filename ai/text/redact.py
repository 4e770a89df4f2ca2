"""Secrets and personal numbers leave the text before any model sees it, and a few of them come back.

One Redactor serves one conversation: the same value gets the same placeholder ([[CARD_1]]) every time.
The map lives in memory only: it is not printed, not logged, not pickled.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NoReturn

from ai.text.masked import Masked
from ai.text.masking import DEFAULT, ECHOING, PLACEHOLDER, STRICT_ONLY, Masking, Span, spans
from ai.text.plain import plain


class Redactor:
    """Masks the texts of one conversation with stable placeholders."""

    def __init__(self, masking: Masking = DEFAULT) -> None:
        self._masking = masking
        self._by_value: dict[tuple[str, str], str] = {}
        self._numbers: Counter[str] = Counter()
        self._returns: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._named: list[tuple[str, str]] = []  # kind and value that only their names gave away

    @property
    def counts(self) -> dict[str, int]:
        """Distinct values masked so far by kind; safe to store."""
        return dict(self._numbers)

    @property
    def knows_names(self) -> bool:
        """Something was masked that is looked for in every later text, the organization's own words, too."""
        return bool(self._named)

    def redact(self, text: str, *, to_its_writer: bool = True) -> Masked:
        """The text with every found value replaced. Placeholder look-alikes in it are defused.

        to_its_writer: the draft goes to the person who wrote this text, so that person's own
        address may stand in it again.
        """
        found = spans(text, self._masking, self._named)
        return self.replaced(text, found, to_its_writer=to_its_writer)

    def ours(self, text: str) -> Masked:
        """The organization's own words, as articles: only what may never leave is masked."""
        return self.replaced(text, spans(text, STRICT_ONLY, self._named), to_its_writer=False)

    def replaced(self, text: str, found: list[Span], *, to_its_writer: bool = True) -> Masked:
        """`redact` for spans that are known already."""
        pieces, at = [], 0
        for span in found:
            value = text[span.start : span.end]
            pieces += [_defused(text[at : span.start]), self._placeholder(span.kind, value, to_its_writer)]
            at = span.end
        return Masked("".join([*pieces, _defused(text[at:])]))

    def restore(self, text: str) -> str:
        """Placeholders of what its reader wrote back to the values, where their kind allows; others stay."""
        return PLACEHOLDER.sub(lambda found: self._returns.get(found[0], found[0]), text)

    def as_written(self, text: str) -> str:
        """The words as they stand in the message, to find their place in it. Never for a draft or a model."""
        return PLACEHOLDER.sub(lambda found: self._values.get(found[0], found[0]), text)

    def _placeholder(self, kind: str, value: str, returns: bool) -> str:
        key = (kind, _same(value) if kind != "SECRET" else value)
        if key not in self._by_value:
            self._numbers[kind] += 1
            self._by_value[key] = f"[[{kind}_{self._numbers[kind]}]]"
            self._values[self._by_value[key]] = value
            self._named += [(kind, value)] if kind in ECHOING else []
        placeholder = self._by_value[key]
        if returns and self._masking.restores(kind):
            self._returns.setdefault(placeholder, value)
        return placeholder

    def __repr__(self) -> str:
        return f"Redactor({self.counts})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("the redaction map never leaves memory")


def placeholders(text: str) -> list[str]:
    """The placeholders still standing in a text."""
    return [found[0] for found in PLACEHOLDER.finditer(text)]


def _defused(text: str) -> str:
    return PLACEHOLDER.sub(lambda found: f"[{found[1]} {found[2]}]", text) if "[[" in text else text


def _same(value: str) -> str:
    """One value however it is spaced."""
    return re.sub(r"[\s.\-/()_]", "", plain(value).text).casefold()
