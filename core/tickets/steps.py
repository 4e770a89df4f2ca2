"""The steps of an approval as JSON: who has said what, and what follows from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.desk.chains import ANY, MAIL, USER

APPROVED, DECLINED = "approved", "declined"
Part = dict[str, Any]
Step = dict[str, Any]


def part(key: str, name: str) -> Part:
    """Somebody who is asked. state: "" until they say. message, until: of who is written to.

    deputy, deputy_name: there where another colleague said it in their place.
    """
    return {"key": key, "name": name, "state": "", "at": None, "reason": "", "message": None, "until": None}


def step(need: str, hours: int, asked: Iterable[Part]) -> Step:
    return {"need": need, "hours": hours, "asked_at": None, "asked": list(asked)}


def verdict(one: Mapping[str, Any]) -> str:
    """What the words so far come to: APPROVED, DECLINED or "".

    Of "all" one no is the end; of "any" one yes is, and a no once everybody has said so.
    """
    said = [each["state"] for each in one["asked"]]
    if one["need"] == ANY:
        return APPROVED if APPROVED in said else DECLINED if all(said) else ""
    return DECLINED if DECLINED in said else APPROVED if all(said) else ""


def silent(one: Mapping[str, Any]) -> list[Part]:
    """Who has not said anything."""
    return [each for each in one["asked"] if not each["state"]]


def named(one: Mapping[str, Any], key: str) -> Part | None:
    return next((each for each in one["asked"] if each["key"] == key), None)


def said_by(steps: Iterable[Mapping[str, Any]], deputy: str) -> Part | None:
    """The first word they gave in the place of another."""
    return next((each for one in steps for each in one["asked"] if each.get("deputy") == deputy), None)


def written(steps: Sequence[Step], message: int) -> tuple[int, Part] | None:
    """Who was asked by this message, and in which step."""
    for number, one in enumerate(steps):
        for each in one["asked"]:
            if each["message"] == message:
                return number, each
    return None


def colleagues(one: Mapping[str, Any]) -> list[int]:
    """Ids of those who have not said anything."""
    return [user_of(each["key"]) for each in silent(one) if each["key"].startswith(USER)]


def outsiders(one: Mapping[str, Any]) -> list[Part]:
    """Those of the others."""
    return [each for each in silent(one) if each["key"].startswith(MAIL)]


def keys(steps: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Everybody who is asked at any time."""
    return (each["key"] for one in steps for each in one["asked"])


def user_of(key: str) -> int:
    return int(key.removeprefix(USER))


def address_of(key: str) -> str:
    return key.removeprefix(MAIL)
