"""What values of actions may be: checked when somebody writes them, kept plain. ValueError tells why not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext as _

from core.desk import variables
from core.tickets.conditions.values import SPAN, span
from tenants import context
from tenants.kernel import clock
from tenants.kernel.errors import Refusal
from tenants.kernel.text import storable

LONGEST_TEXT = 10_000
LONGEST_KEY = 60
MOST_CHOSEN = 50
FARTHEST = timedelta(days=3_650)
NOBODY = ""


def one_of(keys: Callable[[], Collection[str]], *, or_none: bool = False) -> Callable[[Any], str]:
    """A key of what there is now; "" for none where that is possible."""

    def check(raw: Any) -> str:
        text = plain(raw)
        if not text and or_none:
            return NOBODY
        if text not in keys():
            raise ValueError(_("choose one of those there are."))
        return text

    return check


def some_of(
    keys: Callable[[], Collection[str]], *, or_none: bool = False
) -> Callable[[Any], tuple[str, ...]]:
    def check(raw: Any) -> tuple[str, ...]:
        given = raw if isinstance(raw, list | tuple) else [raw]
        texts = tuple(dict.fromkeys(plain(one) for one in given if one not in (None, "")))
        if len(texts) > MOST_CHOSEN or not (texts or or_none):
            raise ValueError(_("choose one at least, and 50 at most."))
        there = keys()
        if wrong := next((one for one in texts if one not in there), ""):
            raise ValueError(_("there is no “%(name)s”.") % {"name": wrong[:LONGEST_KEY]})
        return texts

    return check


def words(raw: Any) -> str:
    """A text with variables that are known."""
    text = storable(raw).replace("\r\n", "\n").strip() if isinstance(raw, str) else ""
    if not text:
        raise ValueError(_("write something."))
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("it is longer than 10,000 characters."))
    try:
        variables.check(text)
    except Refusal as refusal:
        raise ValueError(refusal.message) from None
    return text


def flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    answer = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(plain(raw))
    if answer is None:
        raise ValueError(_("answer with yes or no."))
    return answer


def time(raw: Any) -> str:
    """ "4h" from when it is done, a date or a moment; "" for none."""
    text = plain(raw)
    if not text:
        return ""
    found = SPAN.fullmatch(text.lower().replace(" ", ""))
    if found:
        if span(found[0]) > FARTHEST:
            raise ValueError(_("ten years at most."))
        return found[0]
    try:
        at = parse_datetime(text)
        day = parse_date(text) if at is None else None
        at = at or (datetime(day.year, day.month, day.day) if day else None)  # noqa: DTZ001  # made aware below
        aware = at if at is None or at.tzinfo else make_aware(at, get_current_timezone())
        if aware is not None:
            return aware.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        pass
    raise ValueError(_("give a span of time such as 4h or 3d, or a date such as 2026-01-31."))


def is_span(raw: Any) -> bool:
    """Whether it is a span of time such as 3d."""
    return isinstance(raw, str) and bool(SPAN.fullmatch(raw.strip().lower().replace(" ", "")))


def day(kept: str) -> str:
    """The day that is so far from now, where the organization is."""
    zone = ZoneInfo(context.current_tenant().time_zone or "UTC")
    return (clock.now() + span(kept)).astimezone(zone).date().isoformat()


def moment(kept: str) -> datetime | None:
    """When it is, asked when it is done."""
    if not kept:
        return None
    return clock.now() + span(kept) if SPAN.fullmatch(kept) else datetime.fromisoformat(kept)


def plain(raw: Any) -> str:
    """One short text or number as text; "" for nothing."""
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise ValueError(_("give one value."))
    return storable(str(raw)).strip()[:200]
