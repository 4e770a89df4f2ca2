"""What figures are asked for in an address: which days, which queue, which team; and links that keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from core.reports import selectors as reports
from core.reports.selectors.windows import USUAL
from portal.agent import paths

NORMAL = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """days: one of USUAL, or 0 where first and last are given."""

    window: reports.Window
    days: int = NORMAL
    queue: int = 0
    team: int = 0

    @property
    def lane(self) -> dict[str, Any]:
        """Queue and team as the inbox takes them."""
        return {"queue": self.queue or None, "team": self.team or None}

    @property
    def span(self) -> dict[str, object]:
        if self.days:
            return {"days": self.days}
        return {"first": self.window.first.isoformat(), "last": self.window.last.isoformat()}

    def behind(self, what: str, **more: object) -> str:
        return paths.behind(what, **self.span, queue=self.queue, team=self.team, **more)

    def of_day(self, day: date) -> Asked:
        return replace(self, window=reports.Window(day, day), days=0)

    def url(self, **changes: object) -> str:
        kept = {**self.span, "queue": self.queue, "team": self.team, **changes}
        return f"{paths.OVERVIEW}?{urlencode({name: value for name, value in kept.items() if value})}"

    def windows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": _("%d days") % days,
                "url": self.url(days=days, first=None, last=None),
                "on": days == self.days,
            }
            for days in USUAL
        ]

    def form(self) -> dict[str, Any]:
        """As the form above the figures shows it."""
        return {
            "first": self.window.first.isoformat(),
            "last": self.window.last.isoformat(),
            "is_custom": not self.days,
            "days": self.days,
            "queue": str(self.queue or ""),
            "team": str(self.team or ""),
            "before": self.window.before,
            "window": self.window,
        }


def read(values: Mapping[str, Any]) -> Asked:
    """What makes no sense is the usual window: an address that was typed badly shows something."""
    queue, team = number(values.get("queue")), number(values.get("team"))
    first, last = _day(values.get("first")), _day(values.get("last"))
    if first and last:
        try:
            return Asked(reports.window(first=first, last=last), 0, queue, team)
        except reports.BadWindow:
            pass
    days = number(values.get("days"))
    days = days if days in USUAL else NORMAL
    return Asked(reports.window(days), days, queue, team)


def number(text: Any) -> int:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
