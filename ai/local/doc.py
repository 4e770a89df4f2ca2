"""A mail as tokens that remember where they stood, made once and read by every head.

Tokens are lower case without accents; Chinese, Japanese and Thai stay as running text.
Positions refer to `text`, so every reason can quote the customer's own letters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

TOKEN_LIMIT = 2_000  # tokens read of one mail; 8,000 characters have about 1,400
_TOKEN = re.compile(r"[^\W\d_]{1,40}n['’]t(?!\w)|[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[.!?。！？…]+[\"'”)\]]*(?=\s|$)|[。！？]|\n")


class Token(NamedTuple):
    """norm: the compared form; start, end: place in the document's text."""

    norm: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doc:
    """text as cleaned; tokens in order; subject_end: where the subject stops (0 without one)."""

    text: str
    tokens: tuple[Token, ...]
    unspaced: bool
    subject_end: int = 0

    def quote(self, start: int, end: int) -> str:
        """The text between two places, at most 200 characters."""
        return self.text[start : min(end, start + 200)]

    def sentence_at(self, place: int) -> str:
        """The sentence around a place, at most 200 characters."""
        begin = 0
        for found in _SENTENCE.finditer(self.text, max(0, place - 400)):
            if found.end() > place:
                return self.text[begin : found.end()].strip()[:200]
            begin = found.end()
        return self.text[begin:].strip()[:200]


def read(body: str, subject: str = "") -> Doc:
    """Tokenize a cleaned mail; a subject stands on its own first line."""
    subject = " ".join(subject.split())[:300]
    text = f"{subject}\n{body}" if subject else body
    found = islice(_TOKEN.finditer(text), TOKEN_LIMIT)
    tokens = tuple(Token(fold(one[0][:64]), *one.span()) for one in found)
    unspaced = not text.isascii() and bool(_UNSPACED.search(text))
    return Doc(text, tokens, unspaced, len(subject))


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """Lower case, no accents, no apostrophes: "Don’t" -> "dont", "Zurück" -> "zuruck"."""
    if word.isascii():
        return word.lower().replace("'", "")
    word = word.casefold().replace("’", "").replace("'", "").replace("ı", "i").replace("ł", "l")
    parts = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def split_unspaced(word: str) -> list[str]:
    """A token of a script without blanks as pairs of characters; any other token as it is."""
    if word.isascii() or len(word) < 3 or not _UNSPACED.search(word):
        return [word]
    return [word[place : place + 2] for place in range(len(word) - 1)]


_SUFFIXES = (
    "ations",
    "ation",
    "ingly",
    "edly",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "ions",
    "ion",
    "ed",
    "es",
    "ly",
    "er",
    "s",
)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A light English stem that also folds plurals elsewhere: "charging", "charged", "charges" -> "charg"."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)] + ("y" if suffix in ("ies", "ied") else "")
            break
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word
