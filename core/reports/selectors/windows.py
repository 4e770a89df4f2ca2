"""Spans of days that figures are asked for, in the organization's time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tenants import context
from tenants.kernel import clock
from tenants.kernel.errors import Invalid

USUAL = (7, 30, 90)
MOST_DAYS = 366


class BadWindow(Invalid):
    """Dates that make no span: the wrong way round, longer than a year, or no dates."""

    code = "report.window"
    sentence = "Give two dates, the first one in front, at most a year apart."


@dataclass(frozen=True, slots=True)
class Window:
    """Both days belong to it."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Window:
        """The equally long one just before."""
        return Window(self.first - timedelta(days=self.length), self.first - timedelta(days=1))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range(self.length)]


def today() -> date:
    """Where the organization is."""
    zone = ZoneInfo(context.current_tenant().time_zone or "UTC")
    return clock.now().astimezone(zone).date()


def window(days: int = 30, first: date | None = None, last: date | None = None) -> Window:
    """The last `days` days, today among them; or from one date to another. Raises BadWindow."""
    if first is None and last is None:
        found = Window(today() - timedelta(days=max(days, 1) - 1), today())
    elif first and last and date(2000, 1, 1) <= first <= last <= date(2200, 1, 1):
        found = Window(first, last)
    else:
        raise BadWindow
    if found.length > MOST_DAYS:
        raise BadWindow
    return found
