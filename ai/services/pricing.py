"""What an organization says its models cost, per million tokens sent and got."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import BigIntegerField, F, FloatField, Value
from django.db.models.functions import Cast, Ceil
from django.utils.translation import gettext as _

from ai import book, prices
from ai.models import Run
from ai.services.masking import settings_row
from core.audit import trail
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

MOST = 50
LONGEST_NAME = 80
HIGHEST = 100_000.0  # per million tokens; a hundred times the dearest there is


class BadPrice(Invalid):
    """data: fields, {model: [sentence]}."""

    code = "ai.price_invalid"
    sentence = "A price is an amount per million tokens, of what is sent and of what comes back."


@transaction.atomic
def set_prices(wanted: Mapping[str, Sequence[float] | None], *, by: Actor) -> dict[str, list[float]]:
    """Count these models at these prices. Returns what the organization has named. Twice is once.

    wanted: {name a model's begins with: (sent, got) per million tokens, None for no price of our own}; what
    is not named stays. Calls that had no price yet are priced in the ledger; caps count from now on.
    Raises BadPrice.
    """
    row = settings_row()
    before = {model: list(pair) for model, pair in row.prices.items()}
    after = dict(before)
    for name, pair in wanted.items():
        model = one_line(storable(name), LONGEST_NAME)
        if pair is None:
            after.pop(model, None)
        elif model and _is_price(pair):
            after[model] = [float(one) for one in pair]
        else:
            raise BadPrice(fields={name[:LONGEST_NAME]: [_("Two amounts from 0 on, per million tokens.")]})
    if len(after) > MOST:
        raise BadPrice(fields={"models": [_("At most 50 models.")]})
    if after == before:
        return after
    row.prices = after
    row.save(update_fields=["prices"])
    trail.record("ai.prices_set", on=row, by=by, before={"prices": before}, after={"prices": after})
    book.decided.changed()
    _price_the_unpriced(after)
    return after


def _price_the_unpriced(known: Mapping[str, Sequence[float]]) -> None:
    """Runs whose calls all went to one model that had no price. A statement per model."""
    pairs = {model: (sent, got) for model, (sent, got) in known.items()}
    waiting = Run.objects.filter(unpriced__gt=0).exclude(model="").order_by()
    for model in waiting.values_list("model", flat=True).distinct():
        if (price := prices.named(pairs, model)) is not None:
            mine = waiting.filter(model=model, unpriced=F("tokens_in") + F("tokens_out"))
            per_sent, per_got = (Value(one, FloatField()) for one in price)
            told = Ceil(F("tokens_in") * per_sent + F("tokens_out") * per_got, output_field=FloatField())
            mine.update(cost=Cast(told, BigIntegerField()), unpriced=0)


def _is_price(pair: Sequence[float]) -> bool:
    return len(pair) == 2 and all(_is_amount(one) for one in pair)


def _is_amount(one: float) -> bool:
    is_number = isinstance(one, int | float) and not isinstance(one, bool)
    return is_number and math.isfinite(one) and 0 <= one <= HIGHEST
