"""Amounts of money as people read them, from millionths of the platform's currency."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

CENT = 10_000  # millionths; below it two decimals would say nothing


def money(millionths: int) -> str:
    """ "12.30 USD", "0.0042 USD" where cents are too coarse."""
    places = 4 if 0 < abs(millionths) < 100 * CENT else 2
    amount = Decimal(millionths) / 1_000_000
    return f"{number_format(amount, places, force_grouping=True)} {settings.AI_CURRENCY}"


def priced(millionths: int, unpriced: int) -> str:
    """As `money`; never 0 where it is not known. unpriced: tokens of models that have no price."""
    if not unpriced:
        return money(millionths)
    return _("%(cost)s and more") % {"cost": money(millionths)} if millionths else _("no price")
