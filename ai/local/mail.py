"""One letter prepared for all heads: cleaned, tokenized, its concepts and features found once."""

from __future__ import annotations

from dataclasses import dataclass

from ai.contracts import FieldReading, Letter
from ai.local import doc as documents
from ai.local.doc import Doc
from ai.local.features import Vector, vector
from ai.local.lexicon import Hit
from ai.local.overlap import Term, lexicon, terms
from ai.text.clean import clean
from ai.text.language import identify


@dataclass(frozen=True, slots=True)
class Mail:
    """What every head reads."""

    letter: Letter
    doc: Doc
    language: FieldReading[str]
    hits: tuple[Hit, ...]
    units: tuple[Term, ...]
    vector: Vector


def prepare(letter: Letter) -> Mail:
    """Clean and analyse a letter; the only place where its raw text is read."""
    doc = documents.read(clean(letter.body), clean(letter.subject, 300))
    hits = lexicon().find(doc)
    names = tuple(dict.fromkeys(hit.label for hit in hits))
    language = (
        FieldReading(letter.language, 1.0, "given by the sender")
        if letter.language
        else identify(doc.text[doc.subject_end :])
    )
    return Mail(letter, doc, language, tuple(hits), tuple(terms(doc, hits)), vector(doc, names))


def shown(doc: Doc, places: list[tuple[int, int]], limit: int = 4) -> str:
    """Words of the mail as a reason: "words: invoice, charged twice"."""
    words = dict.fromkeys(" ".join(doc.quote(start, end).split()) for start, end in places)
    return f"words: {', '.join(list(words)[:limit])}" if words else ""
