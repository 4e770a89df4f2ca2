"""Texts as vectors of meaning, by an endpoint's /embeddings: bounds, breaker and tries as for a question.

Believed only when there is one vector per text, all of one length, every number finite: one that is not
would spoil every comparison after it.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from ai.gateway import breaker, wire
from ai.gateway.asking import CHARACTERS
from ai.gateway.call import Answer
from ai.gateway.client import Endpoint, client
from ai.gateway.errors import LASTING, MISCONFIGURED, Again, BadAnswer, ModelAway, NotTaken
from ai.text.masked import Masked, Unmasked

AT_ONCE = 32  # texts of one request
LARGEST = 4 * 1024 * 1024  # bytes of an answer: 32 vectors of 3,072 numbers have about 2 MB
MOST_DIMENSIONS = 8_192
Row = list[float]


def embed(
    where: Endpoint, texts: Sequence[Masked], deadline: float | None = None
) -> tuple[list[Row], Answer]:
    """A unit vector for each text, in order, and what it cost. At most AT_ONCE texts.

    deadline: seconds for everything, one more try included. Raises ModelAway, BadAnswer; Unmasked is ours.
    """
    if not all(isinstance(text, Masked) for text in texts):
        raise Unmasked("a text to be embedded was not masked")
    client(where.base_url, where.api_key, where.is_guarded)  # before the clock: the import takes a second
    began = time.monotonic()
    fuse = breaker.of(where.fuse)
    if why := fuse.why_not(where.mended):
        raise ModelAway(why)
    calls = [0]
    try:
        whole = _fetched(where, texts, began + (deadline or settings.AI_DEADLINE), calls)
        rows = _rows(whole, len(texts))
    except ModelAway as trouble:
        if not isinstance(trouble, BadAnswer):
            fuse.failed(trouble.kind in MISCONFIGURED, trouble.kind in LASTING and not where.is_trial)
        trouble.calls = calls[0]
        if isinstance(trouble, BadAnswer):  # it was worked for, and will be billed
            trouble.tokens = (_tokens({}, texts)[0], 0)
        raise
    fuse.worked()
    tokens, is_guess = _tokens(whole, texts)
    latency = int((time.monotonic() - began) * 1000)
    return rows, Answer({}, where.model, tokens, 0, latency, calls[0], where.form, is_guess)


def _fetched(where: Endpoint, texts: Sequence[Masked], end: float, calls: list[int]) -> Any:
    """The answer as JSON. calls: counted up with each request."""
    request = {"model": where.model, "input": list(texts), "encoding_format": "float"}
    while True:
        calls[0] += 1
        try:
            return json.loads(wire.fetched(where, "embeddings", request, end, LARGEST))
        except Again as trouble:
            wire.wait_or_give_up(trouble, calls[0], end)
        except NotTaken as trouble:
            raise BadAnswer("bad_answer", trouble.detail) from trouble
        except (ValueError, RecursionError):
            raise BadAnswer("bad_answer", "not a list of embeddings") from None


def _rows(whole: Any, number: int) -> list[Row]:
    try:
        found = {int(one["index"]): [float(value) for value in one["embedding"]] for one in whole["data"]}
    except (LookupError, TypeError, ValueError, OverflowError):
        raise BadAnswer("bad_answer", "not a list of embeddings") from None
    if sorted(found) != list(range(number)) or len(whole["data"]) != number:
        raise BadAnswer("bad_answer", "another number of vectors than of texts")
    rows = [found[place] for place in range(number)]
    if not 0 < len(rows[0]) <= MOST_DIMENSIONS or len({len(row) for row in rows}) != 1:
        raise BadAnswer("bad_answer", "vectors of a length that cannot be")
    return [_unit(row) for row in rows]


def _unit(row: Row) -> Row:
    length = math.hypot(*row)
    if not math.isfinite(length) or length == 0:
        raise BadAnswer("bad_answer", "a vector that points nowhere")
    return [value / length for value in row]


def _tokens(whole: Any, texts: Sequence[Masked]) -> tuple[int, bool]:
    """(tokens, whether that is a guess by the length of the texts)."""
    usage = whole.get("usage")
    told = usage.get("prompt_tokens") or usage.get("total_tokens") if isinstance(usage, dict) else None
    if isinstance(told, int) and not isinstance(told, bool) and 0 < told < 10_000_000:
        return told, False
    return sum(len(text) for text in texts) // CHARACTERS + 1, True
