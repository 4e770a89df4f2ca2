"""What models cost. Amounts are millionths of settings.AI_CURRENCY.

A price per million tokens is the same number of millionths per token, so no conversion is needed. Of an
organization's own endpoints its own word holds (`ModelSettings.prices`), then settings.AI_PRICES; of the
platform's the other way round, so that nobody lowers what the platform counts. A model that neither names
has no price: its tokens are told beside the cost, and no cap can hold it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from django.conf import settings

from ai import book
from ai.gateway import Endpoint
from ai.gateway.wire import TRIES

OVERHEAD = 1_500  # tokens of rules, schema and JSON around the words
ANSWER = 800  # the most tokens that are asked for; see Question.max_tokens
BYTES = 3  # per token at least, in any script
OTHERS = "*"  # every model that has no name of its own

Price = tuple[float, float]  # per million tokens sent and got


def cost(where: Endpoint, sent: int, got: int) -> int:
    """What so many tokens cost; 0 without a price, which `unpriced` tells."""
    return at(of(where.model, is_own=where.is_guarded), sent, got)


def unpriced(where: Endpoint, sent: int, got: int) -> int:
    """Those of so many tokens that nobody has named a price for: all or none."""
    return sent + got if of(where.model, is_own=where.is_guarded) is None else 0


def at(price: Price | None, sent: int, got: int) -> int:
    return math.ceil(sent * price[0] + got * price[1]) if price else 0


def worst(routes: Sequence[Endpoint], size: int, answer: int = ANSWER) -> int:
    """The most a question of `size` bytes can cost, should each endpoint answer as often as it is asked.

    answer: the most tokens that are asked for.
    """
    sent = OVERHEAD + size // BYTES
    return sum(TRIES * cost(where, sent, answer) for where in routes)


def of(model: str, *, is_own: bool) -> Price | None:
    """By the longest name that the model's begins with, since providers add a date. None: it has no price.

    is_own: of an endpoint that the organization named.
    """
    if is_own:
        return named(book.decided().prices, model) or _of_platform(model)
    return _of_platform(model) or named(book.decided().prices, model)


def _of_platform(model: str) -> Price | None:
    return named(settings.AI_PRICES, model) or settings.AI_PRICES.get(OTHERS)


def named(prices: Mapping[str, Price], model: str) -> Price | None:
    """The price of the longest of these names that the model's begins with."""
    known = [name for name in prices if model.startswith(name)]
    return prices[max(known, key=len)] if known else None
