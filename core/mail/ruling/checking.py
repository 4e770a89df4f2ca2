"""What a rule may say. Sentences for people, put beside the part they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.mail.ruling import asking, patterns
from core.tickets.rules import REPLY
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid, NotFound
from tenants.kernel.text import storable

MOST_CONDITIONS = 20
LONGEST_VALUE = 500
LONGEST_NOTE = 5_000
LARGEST_SIZE = 50 * 1024  # kilobytes; no larger mail is taken
TRUSTS = ("", "park", "person")
ACTIONS = ("queue", "category", "priority", "tags", "team", "person", "trust", "reason", "silent", "note")


def conditions(given: Iterable[dict[str, Any]]) -> list[asking.Condition]:
    """Cleaned, or Invalid with a sentence about the first one that is wrong."""
    rows = [_condition(dict(row), number) for number, row in enumerate(given, start=1)]
    if len(rows) > MOST_CONDITIONS:
        raise _bad("conditions", _("A rule has at most 20 conditions."))
    return rows


def actions(given: dict[str, Any]) -> dict[str, Any]:
    """Cleaned and without what is empty. Invalid for what does not exist (any more)."""
    if unknown := set(given) - set(ACTIONS):
        raise _bad("actions", _("There is no action called %(name)s.") % {"name": min(unknown)[:40]})
    kept: dict[str, Any] = {
        name: value for name, value in given.items() if value not in (None, "", [], False)
    }
    for name, look in _LOOKS.items():
        if name in kept:
            kept[name] = look(kept[name])
    return kept


def _condition(row: dict[str, Any], number: int) -> asking.Condition:
    field, test = str(row.get("field", "")), str(row.get("test", ""))
    value, header = storable(str(row.get("value", ""))).strip(), str(row.get("header", "")).strip().lower()
    if field not in asking.FIELDS or test not in asking.TESTS:
        raise _said(number, _("choose what it looks at, and how."))
    if (field == "size") != (test in asking.SIZE_TESTS):
        raise _said(number, _("“larger” and “smaller” go with the size, and only with it."))
    if field == "header" and not _is_header(header):
        raise _said(number, _("name the header, for example X-Priority."))
    if test not in asking.BARE_TESTS and not value:
        raise _said(number, _("say what to look for."))
    if len(value) > LONGEST_VALUE:
        raise _said(number, _("it is longer than 500 characters."))
    if test in asking.SIZE_TESTS and not (
        value.isascii() and value.isdecimal() and int(value) <= LARGEST_SIZE
    ):
        raise _said(number, _("the size is a whole number of kilobytes, up to 51200."))
    if field == "kind" and test == "is" and value not in asking.KINDS:
        raise _said(number, _("one of: person, auto_reply, bulk, bounce."))
    if test == "matches":
        _check_pattern(value, number)
    kept = {"field": field, "test": test, "value": "" if test in asking.BARE_TESTS else value}
    return kept | ({"header": header} if field == "header" else {})


def _check_pattern(value: str, number: int) -> None:
    try:
        patterns.compiled(value)
    except patterns.BadPattern as refusal:
        raise _said(number, refusal.message) from None


def _is_header(name: str) -> bool:
    return 0 < len(name) <= 80 and all(33 <= ord(char) <= 126 and char != ":" for char in name)


def _said(number: int, sentence: str) -> Invalid:
    return _bad("conditions", _("Condition %(number)d: %(what)s") % {"number": number, "what": sentence})


def _bad(field: str, sentence: str) -> Invalid:
    return Invalid(fields={field: [sentence]})


def _queue(value: Any) -> int:
    if desk.queue_by_id(_number(value)) is None:
        raise _bad("actions", _("This queue does not exist any more."))
    return int(value)


def _category(value: Any) -> str:
    try:
        return desk.category(str(value)).key
    except NotFound:
        raise _bad("actions", _("This category does not exist any more.")) from None


def _priority(value: Any) -> int:
    if _number(value) not in (1, 2, 3, 4):
        raise _bad("actions", _("Priority is Low, Medium, High or Urgent (1 to 4)."))
    return int(value)


def _tags(value: Any) -> list[str]:
    given = value if isinstance(value, list | tuple) else [value]
    names = [str(name).strip() for name in given if str(name).strip()]
    missing = [name for name in names if name not in desk.tag_names()]
    if missing:
        raise _bad("actions", _("There is no tag “%(name)s”.") % {"name": missing[0][:50]})
    return names


def _team(value: Any) -> int:
    if not desk.teams().filter(pk=_number(value)).exists():
        raise _bad("actions", _("This team does not exist any more."))
    return int(value)


def _person(value: Any) -> int:
    row = accounts.people(SYSTEM).filter(pk=_number(value), is_active=True).first()
    if row is None or not row.actor.may(REPLY):
        raise _bad("actions", _("This person cannot take tickets."))
    return int(value)


def _trust(value: Any) -> str:
    if value not in TRUSTS:
        raise _bad("actions", _("A mail can be parked, or taken as a person's."))
    return str(value)


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


_LOOKS: dict[str, Callable[[Any], Any]] = {
    "queue": _queue,
    "category": _category,
    "priority": _priority,
    "tags": _tags,
    "team": _team,
    "person": _person,
    "trust": _trust,
    "reason": lambda value: storable(str(value)).strip()[:120],
    "silent": lambda value: True,
    "note": lambda value: storable(str(value)).strip()[:LONGEST_NOTE],
}
