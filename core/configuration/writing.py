"""The document of an organization: sections and things sorted, so that the same desk is the same text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from core.configuration.registry import Section
from core.configuration.state import State

VERSION = 1
HEAD = """\
# How this organization is arranged. Written by Deskhand; apply it again, changed or not.
#
# Things are named by keys that stay, or by their names; no number in here is of the database.
# What is left out is left alone: a section, a thing, a line of a thing. Only what stands in a section
# that is named under `prune: [tags, macros]` is all there shall be; the rest of it is removed. So are
# single things that are named under `remove: {tags: [vip]}`.
# Secrets never stand here. Where it says `kept`, they stay as they are.
"""


class _Writer(yaml.CSafeDumper):
    """Texts of several lines as blocks, as people write them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def write(
    state: State, sections: Iterable[Section], remove: Mapping[str, Iterable[str]] | None = None
) -> str:
    """As YAML, with a line above each section that says what it is. remove: names, by section."""
    parts = [HEAD, _dumped({"version": VERSION})]
    if remove:
        parts.append(_dumped({"remove": {name: sorted(keys) for name, keys in sorted(remove.items())}}))
    parts += [f"# {one.about}\n{_dumped({one.name: state[one.name]})}" for one in sections]
    return "\n".join(parts)


def _dumped(values: dict[str, Any]) -> str:
    return str(yaml.dump(values, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100))
