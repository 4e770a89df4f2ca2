"""What models cost, by settings.AI_PRICES. Amounts are millionths of settings.AI_CURRENCY.

A price per million tokens is the same number of millionths per token, so no conversion is needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.conf import settings

from ai.gateway import Endpoint
from ai.gateway.wire import TRIES

OVERHEAD = 1_500  # tokens of rules, schema and JSON around the words
ANSWER = 800  # the most tokens that are asked for; see Question.max_tokens
BYTES = 3  # per token at least, in any script


def cost(model: str, sent: int, got: int) -> int:
    """What so many tokens cost; 0 for a model nobody named a price for."""
    per_sent, per_got = _price(model)
    return math.ceil(sent * per_sent + got * per_got)


def worst(routes: Sequence[Endpoint], size: int, answer: int = ANSWER) -> int:
    """The most a question of `size` bytes can cost, should each endpoint answer as often as it is asked.

    answer: the most tokens that are asked for.
    """
    sent = OVERHEAD + size // BYTES
    return sum(TRIES * cost(where.model, sent, answer) for where in routes)


def _price(model: str) -> tuple[float, float]:
    """By the longest name that the model's begins with, since providers add a date; else "*"."""
    known = [name for name in settings.AI_PRICES if model.startswith(name)]
    found: tuple[float, float] = settings.AI_PRICES.get(max(known, key=len, default="*"), (0.0, 0.0))
    return found
