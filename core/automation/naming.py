"""Actions, drafts and hours as the document of an organization writes them: names for ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.configuration.kinds import Text, listed, mapped
from core.configuration.names import Names, NotSo
from core.desk.configuring import chains
from core.desk.configuring.calendars import DAYS
from core.tickets.naming import meant, named

CANNED = "canned:"  # before the shortcut of a canned reply
TAGS = ("tags_add", "tags_remove", "tags_set")
REACHING = ("call", "watch")  # values are words, user:<id> and team:<id>
ROWS = {"webhook": "channels", "approval": "approval_chains"}  # values are ids of these, as text


class Actions:
    """[{do: priority, value: high}]. What is wrong with them says the service."""

    def write(self, value: Any, names: Names) -> Any:
        return [self._turned(one, names, _named) for one in value or []]

    def read(self, plain: Any, names: Names) -> Any:
        return [self._turned(mapped(one), names, _meant) for one in listed(plain)]

    def _turned(self, step: Any, names: Names, turn: Callable[[str, Any, Names], Any]) -> dict[str, Any]:
        if "value" not in step:
            return dict(step)
        return {**step, "value": turn(str(step.get("do")), step["value"], names)}


class Draft(Text):
    def write(self, value: Any, names: Names) -> Any:
        _note_canned(value, names)
        return super().write(value, names)


class Moment:
    """A day, or a time of it, as ISO 8601 writes them."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def write(self, value: Any, names: Names) -> Any:
        return value.isoformat()

    def read(self, plain: Any, names: Names) -> Any:
        try:
            return self._read(str(plain))
        except ValueError:
            raise NotSo("Write a day as 2026-01-31, and a time as 09:00.") from None


class Hours:
    """{monday: [9, 17]}; of triggers {}."""

    def write(self, value: Any, names: Names) -> Any:
        return {day: list(hours) for day, hours in zip(DAYS, value, strict=False) if hours}

    def read(self, plain: Any, names: Names) -> Any:
        days = mapped(plain)
        if unknown := sorted(set(days) - set(DAYS)):
            raise NotSo(f"There is no day called “{unknown[0][:40]}”.")
        return [listed(days.get(day, [])) for day in DAYS]


def _named(do: str, value: Any, names: Names) -> Any:
    if do in REACHING:
        return [chains.written(str(one), names) for one in value]
    if do in ROWS:
        return names.key(ROWS[do], int(value) if str(value).isdecimal() else 0)
    if do == "reply":
        _note_canned(value, names)
    return named("tags" if do in TAGS else do, value, names)


def _meant(do: str, plain: Any, names: Names) -> Any:
    if do in REACHING:
        return [chains.meant(str(one), names) for one in listed(plain)]
    if do in ROWS:
        return str(names.row(ROWS[do], plain).pk)
    return meant("tags" if do in TAGS else do, plain, names)


def _note_canned(value: Any, names: Names) -> None:
    if str(value).startswith(CANNED):
        names.note("canned_replies", str(value).removeprefix(CANNED))
