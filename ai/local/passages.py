"""Sources cut into passages: a paragraph, a list with the line that leads into it, or a few sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ai.contracts import Source

PASSAGE = 420  # characters of one passage
PER_SOURCE = 40  # passages of one source
LIST = 1_200  # characters of a list that stays whole: half a list of steps misleads
_PARAGRAPH = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s")
_NEXT_ITEM = re.compile(r"\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s)")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+")
_UNFIT = re.compile(r"\{\{|\{%|\[\[|\bXXX\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a source, verbatim."""

    source: Source
    text: str
    place: int


def passages_of(source: Source) -> Iterator[Passage]:
    """Those that may stand in a letter as they are, at most PER_SOURCE."""
    number = 0
    for block in _blocks(source.text[:60_000]):
        for piece in _pieces(block):
            if len(piece) >= 20 and not _UNFIT.search(piece) and number < PER_SOURCE:
                yield Passage(source, piece, number)
                number += 1


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs; a list stays with the line that leads into it."""
    lead = ""
    for paragraph in map(str.strip, _PARAGRAPH.split(text)):
        if _ITEM.match(paragraph) and lead:
            yield f"{lead}\n{paragraph}"
            lead = ""
            continue
        if lead:
            yield lead
        lead = paragraph if paragraph.endswith(":") else ""
        if not lead:
            yield paragraph
    if lead:
        yield lead


def _pieces(paragraph: str) -> Iterator[str]:
    """A paragraph or list as it stands, else its items or runs of sentences of about PASSAGE characters."""
    items = _NEXT_ITEM.split(paragraph)
    if len(paragraph) <= (PASSAGE if len(items) == 1 else LIST):
        yield paragraph
        return
    if len(items) > 1:
        yield from items
        return
    run = ""
    for sentence in _SENTENCE_END.split(paragraph):
        if run and len(run) + len(sentence) > PASSAGE:
            yield run
            run = ""
        run = f"{run} {sentence}".strip()[: PASSAGE * 3]
    yield run
