"""Permissions of the desk, and how its texts are filled. No queries."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

log = logging.getLogger(__name__)

VIEW = "tickets.view"  # who sees tickets sees how the desk is arranged
ARRANGE = "desk.manage"  # change queues, teams, categories, statuses, tags, texts, replies for everybody

LIMITED = ("open", "waiting", "on_hold")  # categories of statuses that may hold a number of tickets at most
MOST_SENTENCES, LONGEST_SENTENCE = 20, 400  # examples of a category
CATEGORY_LIMIT = 48  # leaves; triage gets worse with more, and nobody reads longer lists
_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BRACES = re.compile(r"\{\{[^{}]{0,80}\}\}")
_GAP = re.compile(r"\n{3,}")


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with its {{ variables }}. A missing one leaves nothing and a warning, never braces.

    Values are put in as they are: this is plain text; whoever makes HTML of it escapes the whole.
    Blank lines that an empty variable leaves behind are folded.
    """
    # split first, so that braces inside a value are never read as a variable
    parts = _VARIABLE.split(text)
    filled = [
        _value(part, values) if number % 2 else _BRACES.sub("", part) for number, part in enumerate(parts)
    ]
    return _GAP.sub("\n\n", "".join(filled)).strip()


def _value(name: str, values: Mapping[str, object]) -> str:
    if (found := values.get(name)) is None:
        log.warning("a mail text names something that is not there", extra={"variable": name})
        return ""
    return str(found)


def variables(text: str) -> set[str]:
    """Names a text asks for."""
    return set(_VARIABLE.findall(text))


def languages_to_try(language: str, own: str) -> tuple[str, ...]:
    """("de-at", "de", the organization's, "en"), without repetitions."""
    wanted = language.lower().replace("_", "-")
    return tuple(dict.fromkeys(one for one in (wanted, wanted.split("-")[0], own, "en") if one))
