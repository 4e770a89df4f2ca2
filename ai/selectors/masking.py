"""What is hidden from models here, and how a text would look to them."""

from __future__ import annotations

from typing import NamedTuple

from ai import book
from ai.models import MaskPattern, ModelSettings
from ai.rules import POLICY
from ai.text.masking import Span, spans
from ai.text.redact import Redactor
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound

MOST_TRIED = 8_000  # characters, as models read them


class NoSuchPattern(NotFound):
    code = "ai.no_such_pattern"
    sentence = "There is no such pattern."


class Piece(NamedTuple):
    """A stretch of a tried text. kind: "" for what stays."""

    text: str
    kind: str


def model_settings() -> ModelSettings:
    """As decided, or as in a new organization. Not saved by asking."""
    return ModelSettings.objects.first() or ModelSettings()


def mask_patterns() -> list[MaskPattern]:
    return list(MaskPattern.objects.all())


def mask_pattern(actor: Actor, pk: int) -> MaskPattern:
    """Raises NoSuchPattern."""
    row = MaskPattern.objects.filter(pk=pk).first() if actor.may(POLICY) else None
    if row is None:
        raise NoSuchPattern
    return row


def as_models_see(text: str) -> list[Piece]:
    """The text in pieces, values replaced by what stands in their place. The values are not kept anywhere."""
    text, masking = text[:MOST_TRIED], book.decided().masking
    redactor, at = Redactor(masking), 0
    pieces: list[Piece] = []
    for span in spans(text, masking):
        value = text[span.start : span.end]
        placeholder = redactor.replaced(value, [Span(0, len(value), span.kind)])
        pieces += [Piece(text[at : span.start], ""), Piece(placeholder, span.kind)]
        at = span.end
    return [piece for piece in [*pieces, Piece(text[at:], "")] if piece.text]
