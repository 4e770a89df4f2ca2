"""The fields one may ask for in the box, by every name people try, and what each means as conditions.

What is asked is core/tickets/conditions, the language of views, service levels and rules, so that a search
can be kept as a view and finds what that view lists. `has:attachment` alone is asked of messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.search import moments
from core.search.terms import Clause
from core.search.values import NOTHING, meant, nearest, options
from core.tickets import conditions
from core.tickets.conditions import Field, Kind
from core.tickets.conditions.fields import OWN
from tenants.kernel.actor import Actor

Part = dict[str, Any]
ALIASES = {
    "from": "customer", "requester": "customer", "contact": "customer", "email": "customer",
    "tag": "tags", "agent": "assignee", "owner": "assignee", "assigned": "assignee", "mood": "sentiment",
    "opened": "created", "changed": "updated", "lang": "language", "via": "channel", "title": "subject",
    "organization": "company", "org": "company", "reopens": "reopened", "last": "last_message",
    "answered": "first_reply", "solved": "resolved", "kind": "type", "group": "team",
    "accountable": "responsible", "estimated": "estimate",
    "archived": "is_archived", "archive": "is_archived",
}  # fmt: skip
OFFERED = (
    "status", "assignee", "from", "queue", "tag", "sentiment", "created", "priority", "is", "has", "company",
    "team", "responsible", "category", "type", "subject", "updated", "due", "channel", "language", "approval",
)  # fmt: skip  # in the order in which they are offered to who has typed nothing yet
IS: dict[str, tuple[str, str, Any]] = {  # word -> (field, operator, value)
    "open": ("is_finished", "is", False),
    "finished": ("is_finished", "is", True),
    "unassigned": ("assignee", "empty", None),
    "mine": ("assignee", "is", ["me"]),
    "overdue": ("due", "past", None),
    "escalated": ("is_escalated", "is", True),
    "awaiting": ("awaits_reply", "is", True),
    "snoozed": ("is_snoozed", "is", True),
    "thanks": ("is_thanks", "is", True),
    "review": ("needs_review", "is", True),
    "suspect": ("is_suspect", "is", True),
    "archived": ("is_archived", "is", True),
    "spam": ("state", "is", ["spam"]),
}
HAS = {
    "tag": "tags", "tags": "tags", "assignee": "assignee", "due": "due", "category": "category",
    "team": "team", "sentiment": "sentiment", "type": "type", "reply": "first_reply", "company": "company",
    "responsible": "responsible", "estimate": "estimate",
}  # fmt: skip
MAY_BE_BLANK = ("approval",)  # nothing there is a blank text, not a missing one
FILES = ("attachment", "attachments", "file", "files")
_DENIED = {"is": "is_not", "any": "none", "contains": "lacks", "empty": "filled", "filled": "empty"}


class Wrong(ValueError):
    """The clause cannot be asked. instead: what may have been meant, in its place; "" when nobody knows."""

    def __init__(self, sentence: str, instead: str = "") -> None:
        super().__init__(sentence)
        self.instead = instead


@dataclass(frozen=True, slots=True)
class Asked:
    """parts: conditions that all have to hold. files: with an attachment (True), without (False)."""

    parts: tuple[Part, ...] = ()
    files: bool | None = None


def field_named(name: str) -> Field | None:
    """By key, alias, or the key of a field that the organization added."""
    key = ALIASES.get(name, name)
    return conditions.field(key) or conditions.field(key if key.startswith(OWN) else OWN + key)


def all_names() -> list[str]:
    """Every name that is understood."""
    own = [one.own for one in conditions.all_fields() if one.own]
    return [*dict.fromkeys([*OFFERED, *ALIASES, *conditions.FIELDS, *own])]


def ask(clause: Clause, actor: Actor) -> Asked:
    """What the clause means. Raises Wrong."""
    if clause.name == "is":
        return Asked((_is(clause),))
    if clause.name == "has":
        return _has(clause)
    field = field_named(clause.name)
    if field is None:
        raise _unknown(clause)
    try:
        return Asked((_part(field, clause, actor),))
    except Wrong:
        raise
    except ValueError as refusal:
        raise Wrong(_("%(field)s: %(what)s") % {"field": clause.name, "what": refusal}) from None


def _is(clause: Clause) -> Part:
    word = clause.value.lower()
    if word not in IS:
        raise _not_among(clause, list(IS))
    key, op, value = IS[word]
    if not clause.is_denied:
        return _leaf(key, op, value)
    if op == "past":
        return {"any": [_leaf(key, "empty"), moments.part_of(key, ">now", is_denied=False, can_miss=True)]}
    return _leaf(key, "is", not value) if isinstance(value, bool) else _leaf(key, _DENIED[op], value)


def _has(clause: Clause) -> Asked:
    word = clause.value.lower()
    if word in FILES:
        return Asked(files=not clause.is_denied)
    if word not in HAS:
        raise _not_among(clause, ["attachment", *HAS])
    return Asked((_leaf(HAS[word], "empty" if clause.is_denied else "filled"),))


def _part(field: Field, clause: Clause, actor: Actor) -> Part:
    match field.kind:
        case Kind.CHOICE | Kind.TAGS:
            return _choice(field, clause, actor)
        case Kind.NUMBER:
            return _number(field, clause)
        case Kind.FLAG:
            return _flag(field, clause)
        case Kind.MOMENT | Kind.DAY:
            return _moment(field, clause)
    return _text(field, clause)


def _choice(field: Field, clause: Clause, actor: Actor) -> Part:
    texts = [text for one in clause.value.split(",") if (text := one.strip())]
    can_miss = "empty" in conditions.operators(field)
    if can_miss and clause.value.lower() in (*NOTHING, "any"):
        is_empty = (clause.value.lower() != "any") != clause.is_denied
        return _leaf(field.key, "empty" if is_empty else "filled")
    op = "any" if field.kind is Kind.TAGS else "is"
    known = options(field, actor)
    if field.key in MAY_BE_BLANK and clause.value.lower() in (*NOTHING, "any"):
        is_blank = (clause.value.lower() != "any") != clause.is_denied
        return _leaf(field.key, _DENIED[op] if is_blank else op, [one.values[0] for one in known])
    values = [value for text in texts for value in _values(field, clause, text, known)]
    return _leaf(field.key, _DENIED[op] if clause.is_denied else op, list(dict.fromkeys(values)))


def _values(field: Field, clause: Clause, text: str, known: list[Any]) -> list[str]:
    if not known:  # languages, and whatever has no list of its own
        return [text.lower()]
    found = meant(text, known)
    if not found:
        raise _not_among(clause, [word for one in known for word in (one.word, *one.also)], text)
    return [value for one in found for value in one.values]


def _text(field: Field, clause: Clause) -> Part:
    keys = ("customer", "customer_name") if field.key == "customer" else (field.key,)
    texts = [text for one in clause.value.split(",") if (text := one.strip())] or [clause.value]
    op = _DENIED["contains"] if clause.is_denied else "contains"
    leaves = [_leaf(key, op, text) for text in texts for key in keys]
    return leaves[0] if len(leaves) == 1 else {"all" if clause.is_denied else "any": leaves}


def _number(field: Field, clause: Clause) -> Part:
    op, rest = moments.compared(clause.value)
    if not rest.lstrip("-").isascii() or not rest.lstrip("-").isdecimal() or len(rest) > 7:
        raise ValueError(_("give a whole number, such as >50."))
    number = int(rest)
    low, high = {
        ">": (number, None),
        ">=": (number - 1, None),
        "<": (None, number),
        "<=": (None, number + 1),
    }.get(op, (number - 1, number + 1))
    if clause.is_denied and op:
        low, high = (None, low + 1) if low is not None else ((high or 0) - 1, None)
    elif clause.is_denied:
        return {"any": [_leaf(field.key, "below", number), _leaf(field.key, "above", number)]}
    if low is not None and high is not None:
        return _leaf(field.key, "is", number)
    return _leaf(field.key, "above", low) if low is not None else _leaf(field.key, "below", high)


def _flag(field: Field, clause: Clause) -> Part:
    word = clause.value.lower()
    if word not in ("yes", "no", "true", "false", "1", "0"):
        raise _not_among(clause, ["yes", "no"])
    return _leaf(field.key, "is", (word in ("yes", "true", "1")) != clause.is_denied)


def _moment(field: Field, clause: Clause) -> Part:
    can_miss = "empty" in conditions.operators(field)
    part = moments.part_of(field.key, clause.value, is_denied=clause.is_denied, can_miss=can_miss)
    if field.kind is Kind.DAY and part.get("op") in ("last", "older", "next"):
        raise ValueError(_("give a date such as >2026-01-31."))
    return part


def _leaf(key: str, op: str, value: Any = None) -> Part:
    return {"field": key, "op": op} | ({} if value is None else {"value": value})


def _unknown(clause: Clause) -> Wrong:
    near = nearest(clause.name, all_names())
    sentence = _("There is no field “%(name)s”; it was looked for as words.") % {"name": clause.name}
    no = "-" if clause.is_denied else ""
    return Wrong(sentence, f"{no}{near}:{_typed_value(clause)}" if near else "")


def _not_among(clause: Clause, words: list[str], text: str = "") -> Wrong:
    text = text or clause.value
    near = nearest(text, words)
    told = {"field": clause.name, "value": text[:60]}
    if not near:
        some = ", ".join(dict.fromkeys(words[:8]))
        return Wrong(_("%(field)s is never “%(value)s”. Try: %(some)s.") % (told | {"some": some}))
    return Wrong(_("%(field)s is never “%(value)s”.") % told, clause.typed.replace(text, near, 1))


def _typed_value(clause: Clause) -> str:
    return clause.typed.partition(":")[2]
