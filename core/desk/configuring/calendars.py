"""Section of calendars: a week of openings, and days on which nobody works."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.configuration.kinds import Flag, Number, Text, listed, mapped
from core.configuration.names import Names, NotSo
from core.configuration.registry import Part, Section, register
from core.desk import services
from core.desk.models import Calendar, Holiday
from core.desk.rules import ARRANGE
from core.desk.week import NotADay, read_day, write_day
from tenants.kernel.actor import Actor

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Week:
    """{monday: ["09:00-17:00"], ...}; a day that is left out is closed."""

    def write(self, value: Any, names: Names) -> Any:
        week = zip(DAYS, value, strict=False)
        return {day: [f"{start}-{end}" for start, end in write_day(times)] for day, times in week}

    def read(self, plain: Any, names: Names) -> Any:
        days = mapped(plain)
        if unknown := sorted(set(days) - set(DAYS)):
            raise NotSo(f"There is no day called “{unknown[0][:40]}”.")
        return [self._day(day, days.get(day, [])) for day in DAYS]

    def _day(self, day: str, times: Any) -> Any:
        pairs = [str(one).partition("-") for one in listed(times)]
        try:
            return read_day([(start, end) for start, _dash, end in pairs])
        except NotADay as why:
            raise NotSo(str(why), day) from None


class Holidays:
    """{"2026-12-25": {name: Christmas, is_yearly: true}}."""

    def write(self, value: Any, names: Names) -> Any:
        rows = sorted(value.all(), key=lambda row: row.date)
        return {row.date.isoformat(): {"name": row.name, "is_yearly": row.is_yearly} for row in rows}

    def read(self, plain: Any, names: Names) -> Any:
        return {self._date(day): self._holiday(day, one) for day, one in mapped(plain).items()}

    def _date(self, day: str) -> date:
        try:
            return date.fromisoformat(day)
        except ValueError:
            raise NotSo('Write days as "2026-12-25".', day[:40]) from None

    def _holiday(self, day: str, plain: Any) -> dict[str, Any]:
        if not isinstance(plain, dict) or set(plain) - {"name", "is_yearly"}:
            raise NotSo("Write its name, and whether it is_yearly.", day)
        name, is_yearly = plain.get("name"), plain.get("is_yearly", False)
        if not isinstance(name, str) or not isinstance(is_yearly, bool):
            raise NotSo("Write its name, and whether it is_yearly.", day)
        return {"name": name, "is_yearly": is_yearly}


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Calendar:
    days = values.pop("holidays", None)
    if not row or values:
        row = services.save_calendar(row, by=by, **({} if row else {"name": key, "week": [[]] * 7}) | values)
    if days is not None:
        _keep(row, days, by)
    return row  # type: ignore[no-any-return]


def _keep(calendar: Calendar, days: dict[date, dict[str, Any]], by: Actor) -> None:
    there = {one.date: one for one in Holiday.objects.filter(calendar=calendar)}
    for day, one in there.items():
        if days.get(day) != {"name": one.name, "is_yearly": one.is_yearly}:
            services.delete_holiday(one, by=by)
    for day, values in days.items():
        was = there.get(day)
        if was is None or values != {"name": was.name, "is_yearly": was.is_yearly}:
            services.add_holiday(calendar, by=by, date=day, **values)


register(
    Section(
        "calendars",
        "When somebody works. Exactly one is the default.",
        ARRANGE,
        Calendar,
        Calendar.objects.prefetch_related("holidays").all,
        lambda row: row.name,
        (
            Part("time_zone", Text()),
            Part("week", Week()),
            Part("reply_hours", Number(least=1, most=400)),
            Part("is_default", Flag()),
            Part("holidays", Holidays()),
        ),
        save,
        services.delete_calendar,
        parts_of=frozenset({"desk.Holiday", "sla.Course"}),
        locks=(Holiday,),
    )
)
