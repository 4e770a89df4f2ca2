"""How alike questions are, by the local vectors: which of the known ones a new one repeats."""

from __future__ import annotations

from collections.abc import Sequence

from ai.contracts import Source

ALIKE = 0.5  # score from which two texts say the same; neighbours of one topic stay below it


def like(text: str, known: Sequence[Source], floor: float = ALIKE) -> Source | None:
    """The known text that this one repeats, None when it is new. Some milliseconds for a hundred texts."""
    from ai.local.doc import read  # numpy stays out of web processes
    from ai.local.retrieval import SourceIndex

    found = SourceIndex(known).search(read(text), limit=1) if known else []
    return found[0].passage.source if found and found[0].score >= floor else None
