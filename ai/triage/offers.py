"""What a model may choose from, in masked words: the same for every mail of an organization, so made once.

Masking finds something in it only rarely (a card in a description, a secret of a mail that is named there,
too); then it is made for that mail alone, so that a value has one placeholder all through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ai.contracts import CategoryOption, DetailOption, TagOption
from ai.gateway import Message
from ai.prompts import triage as prompt
from ai.shelf import Shelf
from ai.text.redact import Redactor

MOST_NAMED = 100  # names of a list that a model is shown; the local engine knows all of them
_kept = Shelf(256)  # some kB each


class Offer(NamedTuple):
    """Options a model knows, the messages that tell them, and the schema of an answer.

    is_plain: there was nothing to mask.
    """

    categories: tuple[CategoryOption, ...]
    tags: tuple[TagOption, ...]
    messages: tuple[Message, Message]
    schema: dict[str, Any]
    is_plain: bool


def of(
    categories: tuple[CategoryOption, ...],
    tags: tuple[TagOption, ...],
    guidance: str,
    base: str,
    details: tuple[DetailOption, ...],
    redactor: Redactor,
) -> Offer:
    """redactor: of the mail, which is masked already. base: the prompt's version."""
    asked = categories, tags, guidance, base, details
    kept: Offer = _kept.get(asked, lambda: _made(*asked, Redactor()))
    return kept if kept.is_plain and not redactor.knows_names else _made(*asked, redactor)


def _made(
    categories: tuple[CategoryOption, ...],
    tags: tuple[TagOption, ...],
    guidance: str,
    base: str,
    details: tuple[DetailOption, ...],
    redactor: Redactor,
) -> Offer:
    shown, named, looked_for = (
        _shown(categories, redactor),
        _shown_tags(tags, redactor),
        _offered(details, redactor),
    )
    messages = prompt.offer(shown, named, redactor.ours(guidance), base, looked_for)
    schema = prompt.schema(shown, named, base, looked_for)
    return Offer(shown, named, messages, schema, is_plain=not redactor.counts)


def _shown(categories: Sequence[CategoryOption], redactor: Redactor) -> tuple[CategoryOption, ...]:
    """Categories in masked words. One whose key would be changed by that is not offered."""
    ours = redactor.ours
    masked = (
        replace(option, key=ours(option.key), name=ours(option.name), description=ours(option.description))
        for option in categories
    )
    return tuple(new for new, option in zip(masked, categories, strict=True) if new.key == option.key)


def _shown_tags(tags: Sequence[TagOption], redactor: Redactor) -> tuple[TagOption, ...]:
    masked = (
        replace(tag, slug=redactor.ours(tag.slug), description=redactor.ours(tag.description)) for tag in tags
    )
    return tuple(new for new, tag in zip(masked, tags, strict=True) if new.slug == tag.slug)


def _offered(details: Sequence[DetailOption], redactor: Redactor) -> tuple[DetailOption, ...]:
    """In masked words, of a list its first names. One whose key would be changed by that is not asked for."""
    ours = redactor.ours
    masked = (
        replace(
            one, key=ours(one.key), label=ours(one.label), pattern="",
            entries=tuple((ours(value), ()) for value, _ in one.entries[:MOST_NAMED]),
        )
        for one in details
    )  # fmt: skip
    return tuple(new for new, one in zip(masked, details, strict=True) if new.key == one.key)
