"""What an incident is called, and which words its tickets share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ai import book
from ai.local.doc import fold, read, stem
from ai.local.words.english import EMPTY
from ai.text.language import small_words
from ai.text.redact import Redactor
from tenants.kernel.text import one_line

READ = 400  # characters, as in sketches
SHARED = 0.5  # share of the tickets that hold a word of the incident
MOST = 6
SHORTEST = 3  # letters of a word that says something


def shared_words(texts: Sequence[str]) -> list[str]:
    """Words that at least half of the texts hold, the commonest first. So many people wrote each of them
    that it is nobody's name or number.
    """
    forms: dict[str, Counter[str]] = {}
    for text in texts:
        for root, word in _words(text).items():
            forms.setdefault(root, Counter())[word] += 1
    enough = max(2.0, SHARED * len(texts))
    common = [(seen.total(), root) for root, seen in forms.items() if seen.total() >= enough]
    return [_commonest(forms[root]) for _, root in sorted(common, key=lambda one: (-one[0], one[1]))[:MOST]]


def held(words: Iterable[str], text: str) -> list[str]:
    """Those of the words that a text holds, in whatever form."""
    roots = _words(text)
    return [word for word in words if stem(fold(word)) in roots]


def title(subject: str, words: Sequence[str]) -> str:
    """The most typical ticket's subject, masked; the words where it has none."""
    masked = Redactor(book.decided().strictest).redact(subject, to_its_writer=False)
    return one_line(str(masked), 200) or ", ".join(words) or "…"


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    return small_words() | EMPTY


def _words(text: str) -> dict[str, str]:
    """{root: the first form that stands there}, words that say nothing left out."""
    found: dict[str, str] = {}
    for token in read(text[:READ]).tokens:
        word = text[token.start : token.end]
        if len(word) >= SHORTEST and word.isalpha() and not {word.lower(), token.norm} & _silent():
            found.setdefault(stem(token.norm), word.lower())
    return found


def _commonest(forms: Counter[str]) -> str:
    return min(forms, key=lambda word: (-forms[word], word))
