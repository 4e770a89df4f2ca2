"""Prices of the models that this organization asks, and which of them have none."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from ai import book, prices, routes
from ai.models import Run
from ai.prices import Price


@dataclass(frozen=True, slots=True)
class Priced:
    """A model, or what the names of some begin with. price: sent and got per million tokens; None: none.

    is_own: the organization named it. tokens: what calls without a price took so far.
    """

    model: str
    price: Price | None
    is_own: bool
    tokens: int


def priced() -> list[Priced]:
    """Models of endpoints, those with a price of our own, those that took tokens without one. One query."""
    own = book.decided().prices
    taken = _taken()
    asked = {model: not row.is_platform for row in routes.order() for model in routes.models_of(row).values()}
    names = sorted({*own, *asked, *taken})
    found = ((name, own.get(name) or prices.of(name, is_own=asked.get(name, True))) for name in names)
    return [Priced(name, price, name in own, taken.get(name, 0)) for name, price in found]


def _taken() -> dict[str, int]:
    rows = Run.objects.filter(unpriced__gt=0).exclude(model="").order_by()
    return dict(rows.values_list("model").annotate(Sum("unpriced")))
