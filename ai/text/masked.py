"""Text that may go to a model, as a type of its own.

The gateway takes nothing else. Only a Redactor makes it out of people's words, and only `constant`
out of ours; cutting or joining gives plain text again, so nothing slips in afterwards.
"""

from __future__ import annotations

import json
from typing import Any


class Unmasked(TypeError):
    """Text that no Redactor has seen was about to leave: a fault of ours, never of a caller's data."""


class Masked(str):
    """Text without values that must not leave. Made in ai.text alone."""

    __slots__ = ()


def constant(text: str) -> Masked:
    """Words written in our own code: rules and field names, nothing of anyone in them."""
    return Masked(text)


def packed(data: Any) -> Masked:
    """JSON of masked texts, numbers and yes or no. Raises Unmasked for any other text in it."""
    _check(data)
    return Masked(json.dumps(data, ensure_ascii=False))


def _check(data: Any) -> None:
    if isinstance(data, dict):
        for value in data.values():  # keys are names in our code
            _check(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _check(value)
    elif isinstance(data, str) and data and not isinstance(data, Masked):
        raise Unmasked("a text was not masked")  # the text itself must not reach a log
