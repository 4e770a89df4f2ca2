"""What models may cost here, decided by people: caps per day and month, for each feature and for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ai import book
from ai.services.masking import settings_row
from billing import services as billing
from core.audit import trail
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

FEATURES = ("triage", "draft", "summary", "translation", "rewrite", "embedding", "replay")
CAPPED = (book.ALL, *FEATURES)  # as billing counts them; max. 12 letters
SPANS = ("day", "month")
MOST = 1_000_000_000_000  # millionths: a million of the currency


class BadCap(Invalid):
    """data: fields, {"feature-span": [sentence]}."""

    code = "ai.cap_invalid"
    sentence = "A cap is an amount above zero, or nothing."


@transaction.atomic
def set_caps(wanted: Mapping[str, Mapping[str, int | None]], *, by: Actor) -> dict[str, Any]:
    """Hold models to these caps from the next message on. Returns what holds now.

    wanted: {one of CAPPED: {day or month: millionths, None for no cap}}; what is not named stays.
    Raises BadCap.
    """
    row = settings_row()
    before = {feature: dict(spans) for feature, spans in row.caps.items()}
    after = {feature: dict(spans) for feature, spans in before.items()}
    for feature, spans in wanted.items():
        for span, limit in spans.items():
            if feature not in CAPPED or span not in SPANS or not _is_amount(limit):
                raise BadCap(fields={f"{feature}-{span}": [_("A cap is an amount above zero, or nothing.")]})
            after.setdefault(feature, {})[span] = limit
    after = {
        feature: kept
        for feature, spans in after.items()
        if (kept := {span: limit for span, limit in spans.items() if limit is not None})
    }
    if after == before:
        return after
    row.caps = after
    row.save(update_fields=["caps"])
    trail.record("ai.caps_set", on=row, by=by, before={"caps": before}, after={"caps": after})
    book.decided.changed()
    billing.forget_cost_notices()
    return after


def _is_amount(limit: int | None) -> bool:
    return limit is None or (isinstance(limit, int) and 0 < limit <= MOST)
