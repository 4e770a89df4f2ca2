"""Sources by their meaning: cut into pieces, as vectors of an embedding model, and which are near a question.

Only what may stand in a draft is embedded (sources.index), in masked words; internal articles never leave.
What is searched is what the sources say now: a vector whose piece no source has any more is found by nobody,
from that moment on. While a new model's vectors are made, those of the old one serve.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max

from ai import sources
from ai.contracts import Source
from ai.models import SourceVector
from ai.shelf import Shelf
from ai.text.masked import Masked
from ai.text.redact import Redactor
from tenants import context

if TYPE_CHECKING:
    from numpy.typing import NDArray

PIECE = 1_200  # characters: some paragraphs, well below what any embedding model reads
MOST_PIECES = 8  # of one source
KEPT = 8  # organizations whose vectors a process keeps; one of 4,000 pieces by 1,536 numbers takes 12 MB
BLOCK = 1_024  # rows multiplied at once
_PARAGRAPH = re.compile(r"\n\s*\n")
_pieces, _spaces = Shelf(KEPT), Shelf(KEPT)


@dataclass(frozen=True, slots=True)
class Piece:
    """source: its id. mark: a hash of the words, the same for the same words."""

    source: str
    mark: str
    text: Masked


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors of one model. owners: the source of each row; rows: float16, unit length."""

    model: str
    owners: tuple[str, ...]
    rows: NDArray[Any]

    def near(self, asked: Sequence[float]) -> dict[str, float]:
        """{source: cosine of its nearest piece}; empty when the vector is of another length."""
        import numpy as np

        if len(asked) != self.rows.shape[1]:
            return {}
        vector, found = np.asarray(asked, np.float32), dict[str, float]()
        for start in range(0, len(self.rows), BLOCK):
            block = self.rows[start : start + BLOCK].astype(np.float32) @ vector
            for owner, cosine in zip(self.owners[start : start + BLOCK], block.tolist(), strict=True):
                found[owner] = max(cosine, found.get(owner, -1.0))
        return found


def pieces() -> tuple[Piece, ...]:
    """All pieces of what a draft may stand on."""
    known = sources.index().sources
    return _pieces.get((context.require_tenant(), known), lambda: tuple(_cut_all(known)))


def space(wanted: str) -> Space | None:
    """The vectors to search in: the wanted model's, or another's as long as that covers more pieces."""
    now = pieces()
    stored = SourceVector.objects.aggregate(Count("pk"), Max("pk"))
    if not now or not stored["pk__count"]:
        return None
    return _spaces.get((context.require_tenant(), now, wanted, *stored.values()), lambda: _made(now, wanted))


def missing(model: str) -> list[Piece]:
    """Pieces this model has not embedded, each words once."""
    known = set(SourceVector.objects.filter(model=model).values_list("mark", flat=True))
    return list({piece.mark: piece for piece in pieces() if piece.mark not in known}.values())


def packed(row: Sequence[float]) -> bytes:
    """A vector as it is stored."""
    import numpy as np

    return np.asarray(row, "<f2").tobytes()


def _made(now: Sequence[Piece], wanted: str) -> Space | None:
    import numpy as np

    counts = SourceVector.objects.filter(mark__in={piece.mark for piece in now}).order_by()
    covers = {
        (model == wanted, dimensions, model): number
        for model, dimensions, number in counts.values_list("model", "dimensions").annotate(Count("pk"))
    }
    if not covers:
        return None
    _, dimensions, model = max(covers, key=lambda key: (covers[key], key))
    kept = SourceVector.objects.filter(model=model, dimensions=dimensions).values_list("mark", "vector")
    stored = {mark: bytes(vector) for mark, vector in kept}
    rows = [(piece.source, stored[piece.mark]) for piece in now if piece.mark in stored]
    matrix = np.frombuffer(b"".join(vector for _, vector in rows), "<f2").reshape(len(rows), dimensions)
    return Space(model, tuple(source for source, _ in rows), matrix)


def _cut_all(known: Sequence[Source]) -> Iterator[Piece]:
    for source in known:
        for text in list(_cut(source))[:MOST_PIECES]:
            masked = Redactor().ours(text if source.kind == "solved" else f"{source.title}\n{text}")
            yield Piece(source.id, hashlib.blake2b(masked.encode(), digest_size=16).hexdigest(), masked)


def _cut(source: Source) -> Iterator[str]:
    """Paragraphs joined to about PIECE characters."""
    run = ""
    for paragraph in filter(None, map(str.strip, _PARAGRAPH.split(source.text))):
        if run and len(run) + len(paragraph) > PIECE:
            yield run
            run = ""
        run = f"{run}\n\n{paragraph}".strip()[: 2 * PIECE]
    if run:
        yield run
