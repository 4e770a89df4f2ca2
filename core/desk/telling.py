"""Dates and numbers as their reader writes them: in the customer's language and time zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from core.desk.models import Field
from tenants.kernel import wordings

DAY, MOMENT = "DATE_FORMAT", "DATETIME_FORMAT"  # of the language


def zone(*names: str) -> ZoneInfo:
    """The first of these that there is; UTC where there is none."""
    for name in names:
        try:
            if name:
                return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def day(at: datetime | date | None, language: str, where: ZoneInfo) -> str:
    """ "30. November 2026"; "" for none."""
    local = at.astimezone(where) if isinstance(at, datetime) else at
    return _dated(local, language, DAY)


def moment(at: datetime | None, language: str, where: ZoneInfo) -> str:
    """With its time."""
    return _dated(at.astimezone(where) if at else None, language, MOMENT)


def number(value: float, language: str) -> str:
    """ "1.234,5"."""
    with translation.override(language):
        return str(number_format(value, use_l10n=True, force_grouping=True))


def held(field: Field, value: Any, language: str, own: str, people: dict[int, str]) -> str:
    """What one of the organization's own fields holds. own: its language; people: {id: name}."""
    if value is None:
        return ""
    if field.kind == Field.Kind.DATE:
        return day(parse_date(str(value)), language, zone())
    if field.kind == Field.Kind.NUMBER:
        return number(value, language)
    if field.kind == Field.Kind.CHECKBOX:
        with translation.override(language):
            yes, no, _maybe = _("yes,no,maybe").split(",")  # of Django, in each language
            return yes if value else no
    if field.kind == Field.Kind.PERSON:
        return people.get(value, "")
    labels = {
        one["key"]: wordings.picked(one["label"], one.get("label_in") or {}, language, own)
        for one in field.options
    }
    given = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(each, str(each)) for each in given)


def _dated(at: date | None, language: str, form: str) -> str:
    if at is None:
        return ""
    with translation.override(language):
        return str(date_format(at, form))
