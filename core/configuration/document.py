"""Reading the YAML that somebody brings. Nothing it says is trusted: it becomes plain texts, numbers, lists
and mappings, or is refused in bounded time.

Of YAML only what configuration needs: no tags (so nothing is ever constructed), no anchors and aliases (so a
small document stays small), true and false alone are flags, dates stay texts. Every key is there once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from core.configuration.faults import BadDocument, Fault, Path
from tenants.kernel.text import storable

LARGEST = 2**20  # bytes: ten times what a large organization has
DEEPEST = 24  # lists and mappings in each other; conditions come to fourteen
MOST = 60_000  # values, lists and mappings
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_PART = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """values: what it says. lines: where each part of it begins, from 1."""

    text: str
    values: dict[str, Any]
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Of this part, else of what it would stand in."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read(text: str) -> Document:
    """Raises BadDocument."""
    if len(text) > LARGEST or len(text.encode("utf-8", "replace")) > LARGEST:
        raise _bad("The document is larger than 1 MB.", None)
    text = text.replace("\r\n", "\n")  # as browsers send what was typed
    reader = _Reader(text)
    try:
        values = reader.whole()
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        what = getattr(wrong, "problem", None) or "this is no YAML"
        raise _bad(f"The YAML cannot be read: {what}.", mark.line + 1 if mark else None) from None
    if not isinstance(values, dict):
        raise _bad("Write sections with their things: “queues:”, “tags:” …", 1)
    return Document(text, values, reader.lines)


class _Reader:
    def __init__(self, text: str) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.lines: dict[Path, int] = {}
        self.seen = 0

    def whole(self) -> Any:
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return {}
        value = self._value(next(self.events), ())
        next(self.events)  # the document ends
        if not isinstance(more := next(self.events), yaml.StreamEndEvent):
            raise _bad("Bring one document, not several.", more.start_mark.line + 1)
        return value

    def _value(self, event: Any, path: Path) -> Any:
        line = event.start_mark.line + 1
        self.seen += 1
        if self.seen > MOST:
            raise _bad("The document has too many parts.", line)
        if len(path) > DEEPEST:
            raise _bad("Lists and mappings lie too deep in each other.", line)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _bad("Anchors and aliases (& and *) are not taken: write it out.", line)
        if event.tag is not None:
            raise _bad("Tags (!) are not taken.", line)
        self.lines.setdefault(path, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(path)
        return _scalar(event)

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                raise _bad("A name is a plain text.", line)
            key = storable(event.value)
            if key in found:
                raise _bad(f"“{key[:80]}” is there twice.", line)
            self.lines[*path, key] = line
            found[key] = self._value(next(self.events), (*path, key))
        return found

    def _list(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, str(len(found)))))
        return found


def _scalar(event: Any) -> Any:
    text: str = event.value
    if not event.implicit[0]:  # in quotes, or a block: a text whatever it looks like
        return storable(text)
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _PART.fullmatch(text) else storable(text)


def _bad(sentence: str, line: int | None) -> BadDocument:
    return BadDocument([Fault((), sentence, line)])
