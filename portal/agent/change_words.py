"""A figure beside the one before it: how much it moved, and whether that is good. Pure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

HOUR, DAY = 60, 1440  # minutes
Change = dict[str, str]
NONE: Change = {"words": "", "tone": "", "icon": ""}


def counted(now: float | None, before: float | None, *, good: str = "") -> Change:
    """In percent. good: "up", "down", or "" where neither is. Without something before there is no change."""
    if not before or now is None:
        return NONE
    return _told(round(100 * (now - before) / before), "%", good)


def shared(now: float | None, before: float | None) -> Change:
    """Of shares from 0 to 1, in points; more is good."""
    if now is None or before is None:
        return NONE
    return _told(round(100 * (now - before)), _("points"), "up")


def _told(moved: int, unit: str, good: str) -> Change:
    if not moved:
        return {"words": _("as before"), "tone": "", "icon": "minus"}
    way = "up" if moved > 0 else "down"
    tone = "" if not good else ("good" if way == good else "bad")
    sign = "+" if moved > 0 else "−"
    return {"words": f"{sign}{abs(moved)} {unit}", "tone": tone, "icon": f"arrow-{way}"}


def took(minutes: float | None) -> str:
    """ "40 min", "5 h 10 min", "3 d 4 h": time around the clock."""
    if minutes is None:
        return "–"
    whole = round(minutes)
    if whole < HOUR:
        return _("%d min") % whole
    size, unit, other = (DAY, _("%d d"), _("%d h")) if whole >= 2 * DAY else (HOUR, _("%d h"), _("%d min"))
    first, rest = divmod(whole, size)
    rest = rest // HOUR if size == DAY else rest
    return " ".join([unit % first, *([other % rest] if rest else [])])


def percent(share: float | None) -> str:
    return "–" if share is None else f"{round(100 * share)} %"


def card(
    name: str, value: Any, note: str = "", url: str = "", change: Change | None = None
) -> dict[str, Any]:
    """One fact of a row of them."""
    return {"name": name, "value": value, "note": note, "url": url, "change": change or NONE}
