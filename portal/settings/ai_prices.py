"""The part of the costs page where an administrator names what a model costs."""

from __future__ import annotations

import hashlib
from decimal import Decimal, InvalidOperation
from typing import Any

from ai import selectors
from portal.ui.forms import Form

SIDES = ("sent", "got")
NEW = {"model": "", "place": "new", "is_missing": False, "is_own": True, "sent": "", "got": "", "told": ""}
Row = dict[str, Any]


def rows() -> list[Row]:
    """Every model that is or was asked, those without a price first.

    place: part of its fields' names, made of the model's: others may have come since the page was opened.
    """
    found = selectors.priced()
    found.sort(key=lambda row: row.price is not None)
    return [_row(row) for row in found]


def names(models: list[Row]) -> list[str]:
    return ["model-new", *(f"{side}-{row['place']}" for row in [*models, NEW] for side in SIDES)]


def typed(models: list[Row]) -> Form:
    """What stands in the fields: only prices of our own can be changed or taken back here."""
    return Form({f"{side}-{row['place']}": row[side] for row in models for side in SIDES})


def wanted(form: Form, models: list[Row]) -> dict[str, list[float] | None]:
    """{model: what was typed}. Nothing in both fields: no price of our own."""
    named = {row["model"]: _pair(form, row["place"]) for row in models}
    changed = {
        row["model"]: named[row["model"]]
        for row in models
        if row["is_own"] or named[row["model"]] is not None
    }
    model = form["model-new"].strip()
    return changed | {model: _pair(form, "new") or []} if model else changed


def places(form: Form, models: list[Row]) -> dict[str, str]:
    """{model: the field beside which a refusal stands}."""
    return {row["model"]: f"sent-{row['place']}" for row in models} | {form["model-new"].strip(): "sent-new"}


def place_of(model: str) -> str:
    return hashlib.blake2b(model.encode(), digest_size=6).hexdigest()


def _row(row: selectors.Priced) -> Row:
    sent, got = row.price or (None, None)
    own = row.is_own
    return {
        "model": row.model,
        "place": place_of(row.model),
        "is_missing": row.price is None,
        "is_own": own,
        "tokens": row.tokens,
        "sent": _amount(sent) if own else "",
        "got": _amount(got) if own else "",
        "told": "" if own or sent is None else f"{_amount(sent)} / {_amount(got)}",
    }


def _pair(form: Form, place: str) -> list[float] | None:
    """[] for what are no two amounts, which is refused."""
    texts = [form[f"{side}-{place}"].strip().replace(",", ".") for side in SIDES]
    if not any(texts):
        return None
    try:
        return [float(Decimal(text)) for text in texts]
    except InvalidOperation:
        return []


def _amount(price: float | None) -> str:
    return "" if price is None else f"{Decimal(str(price)).normalize():f}"
