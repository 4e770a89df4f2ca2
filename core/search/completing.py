"""What may come next in the box: fields, their values, and what was searched before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from core.contacts import selectors as contacts
from core.search import names, recent
from core.search.terms import LONGEST, quoted
from core.search.values import NOTHING, Option, options
from core.tickets import conditions
from core.tickets.conditions import Kind
from tenants.kernel.actor import Actor
from tenants.kernel.text import storable

MOST = 8
MOMENTS = (">now-1h", ">now-1d", ">now-7d", "today", "yesterday", "<now-30d")
ONES = {"from": "customer", "customer": "customer", "company": "company"}


@dataclass(frozen=True, slots=True)
class Completion:
    """text: the whole question with it; at: where the hand goes on. typed: the piece itself."""

    kind: Literal["recent", "field", "value"]
    typed: str
    name: str
    text: str
    at: int


def complete(actor: Actor, text: str, at: int | None = None) -> list[Completion]:
    """For the piece that ends at `at` (the end, when nobody says). One query at most, for people."""
    text = storable(text)[:LONGEST].replace("\n", " ")
    at = len(text) if at is None else max(0, min(at, len(text)))
    start = _start(text, at)
    piece = text[start:at]
    before, after = text[:start], text[at:]
    no, piece = ("-", piece[1:]) if piece.startswith("-") else ("", piece)
    name, colon, value = piece.partition(":")
    if colon:
        made = [(f"{no}{name}:{typed}", words) for typed, words in _values(actor, name.lower(), value)]
        return [_made("value", typed, words, before, after) for typed, words in made[:MOST]]
    if not text.strip():
        return [
            *(Completion("recent", one, one, one, len(one)) for one in recent.searches(actor)[:5]),
            *(_made("field", f"{key}:", label, "", "") for key, label in _fields("")[:MOST]),
        ]
    return [
        _made("field", f"{no}{key}:", label, before, after) for key, label in _fields(piece.lower())[:MOST]
    ]


def _start(text: str, at: int) -> int:
    """Where the piece begins that ends here: after the last blank that stands in no quotation."""
    start, is_quoted = 0, False
    for place, char in enumerate(text[:at]):
        if char == '"':
            is_quoted = not is_quoted
        elif char.isspace() and not is_quoted:
            start = place + 1
    return start


def _made(kind: Literal["field", "value"], typed: str, name: str, before: str, after: str) -> Completion:
    """A value ends with a blank, a field does not: its value follows."""
    end = "" if kind == "field" or after.startswith(" ") else " "
    return Completion(kind, typed, name, f"{before}{typed}{end}{after}", len(before) + len(typed) + len(end))


def _fields(begin: str) -> list[tuple[str, str]]:
    """(name, label) of the fields that begin so; all that are offered for nothing at all."""
    known = names.OFFERED if not begin else names.all_names()
    named = [name for name in known if name.startswith(begin)]
    return [
        (name, _label(name))
        for name in dict.fromkeys([*named, *(n for n in ("is", "has") if n.startswith(begin))])
    ]


def _label(name: str) -> str:
    special = {"is": _("Its state"), "has": _("What it has"), "from": _("Customer's name or address")}
    field = names.field_named(name)
    return special.get(name) or (str(field.label) if field else name)


def _values(actor: Actor, name: str, begin: str) -> list[tuple[str, str]]:
    """(value as it is typed, what people call it)."""
    done, comma, begin = begin.rpartition(",")
    begin, lead = begin.strip('"').casefold(), f"{done}{comma}"
    if name == "is":
        return [(word, "") for word in names.IS if word.startswith(begin)]
    if name == "has":
        return [(word, "") for word in ("attachment", *dict.fromkeys(names.HAS)) if word.startswith(begin)]
    if name in ONES:
        return [(lead + typed, words) for typed, words in _people(actor, ONES[name], begin)]
    field = names.field_named(name)
    if field is None:
        return []
    if field.kind in (Kind.MOMENT, Kind.DAY):
        return [(one, "") for one in MOMENTS if one.startswith(begin)]
    if field.kind is Kind.FLAG:
        return [(one, "") for one in ("yes", "no") if one.startswith(begin)]
    known = options(field, actor)
    if known and "empty" in conditions.operators(field):
        known = [*known, Option(NOTHING[0], _("Nothing"), ())]
    return [(lead + quoted(one.word), one.name) for one in known if _goes_on(one, begin)]


def _goes_on(one: Option, begin: str) -> bool:
    return any(word.startswith(begin) for word in (one.word, *one.also, *one.name.casefold().split()))


def _people(actor: Actor, kind: str, begin: str) -> list[tuple[str, str]]:
    if len(begin) < 2:
        return []
    if kind == "company":
        return [(quoted(row.name), "") for row in contacts.companies_like(actor, begin, MOST)]
    return [(row.email, row.name) for row in contacts.people_like(actor, begin, MOST) if row.email]
