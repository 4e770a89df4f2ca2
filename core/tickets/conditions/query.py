"""Conditions as one WHERE: what the database is asked for lists, counts and dry runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.desk.models import Team
from core.tickets.conditions import beside, own
from core.tickets.conditions.asking import Asking
from core.tickets.conditions.fields import WAS, Field, Kind
from core.tickets.conditions.tree import Group, Leaf
from core.tickets.conditions.values import moment, span
from core.tickets.models import Ticket
from core.tickets.rules import PRIORITY_NAMES

EVERY = ~Q(pk__in=())  # an empty Q beside others would be left out, instead of holding for all
Meaning = Callable[[Field, Any, Asking], Q]


def as_query(tree: Group, asking: Asking) -> Q:
    """For `Ticket.objects.filter`. Never joins a second row to a ticket: nothing is listed twice."""
    parts = [
        as_query(part, asking) if isinstance(part, Group) else _leaf(part, asking) for part in tree.parts
    ]
    if not parts:
        return EVERY
    return reduce(and_ if tree.joint == "all" else or_, parts)


def _leaf(leaf: Leaf, asking: Asking) -> Q:
    if leaf.field.key.startswith(WAS):
        return EVERY  # the row knows only how it stands; whoever asks says so
    if leaf.field.own:
        return own.as_query(leaf, asking)
    if leaf.field.is_beside:
        return beside.as_query(leaf, asking, people_of(leaf, asking))
    if leaf.op in ("empty", "filled"):
        nothing = _without(leaf.field)
        return nothing if leaf.op == "empty" else ~nothing
    if leaf.field.is_presence:
        return Q(**{f"{leaf.field.path}__isnull": not leaf.value})
    return _MEANINGS[leaf.field.kind, leaf.op](leaf.field, leaf.value, asking)


def _without(field: Field) -> Q:
    if field.kind is Kind.TAGS:
        return ~Q(_tagged())
    return Q(**{f"{field.path}__isnull": True})


def _is(field: Field, value: tuple[str, ...], asking: Asking) -> Q:
    values = meant(field, value, asking)
    has = Q(**{f"{field.path}__in": values})
    if "mine" in value and asking.me:
        has |= Q(team_id__in=Team.members.through._default_manager.filter(user=asking.me).values("team"))
    return has | Q(**{f"{field.above}__in": values}) if field.above else has


def people_of(leaf: Leaf, asking: Asking) -> list[int]:
    """Whom it names."""
    return meant(leaf.field, leaf.value, asking) if leaf.field.ids and leaf.value else []


def meant(field: Field, value: tuple[str, ...], asking: Asking) -> list[Any]:
    """The values of the column that these texts stand for; what is not known stands for none."""
    if field.own:
        return own.meant(field, value, asking)
    if field.path == "priority":
        return [int(PRIORITY_NAMES[one]) for one in value if one in PRIORITY_NAMES]
    if field.path == "sentiment":
        return [int(one) for one in value if one in ("-2", "-1", "0", "1", "2")]
    if not field.ids:
        return list(value)
    numbers = [int(one) for one in value if one not in field.also]
    return [*numbers, asking.me] if "me" in value and asking.me else numbers


def _tagged(**names: Any) -> Exists:
    through = Ticket.tags.through
    return Exists(through._default_manager.filter(ticket_id=OuterRef("pk"), **names))


def _any_tag(field: Field, value: tuple[str, ...], asking: Asking) -> Q:
    return Q(_tagged(tag__name__in=value))


def _all_tags(field: Field, value: tuple[str, ...], asking: Asking) -> Q:
    return reduce(and_, (Q(_tagged(tag__name=name)) for name in value))


def _compare(lookup: str, of: Callable[[Any, Asking], Any] = lambda value, asking: value) -> Meaning:
    return lambda field, value, asking: Q(**{f"{field.path}__{lookup}": of(value, asking)})


def _between(start: Callable[[Any, Asking], Any], end: Callable[[Any, Asking], Any]) -> Meaning:
    return lambda field, value, asking: Q(
        **{f"{field.path}__gt": start(value, asking), f"{field.path}__lte": end(value, asking)}
    )


def _now(value: Any, asking: Asking) -> Any:
    return asking.now


def _ago(value: str, asking: Asking) -> Any:
    return asking.now - span(value)


def _ahead(value: str, asking: Asking) -> Any:
    return asking.now + span(value)


def _not(meaning: Meaning) -> Meaning:
    return lambda field, value, asking: ~meaning(field, value, asking)


def _at(value: str, asking: Asking) -> Any:
    return moment(value)


_MEANINGS: dict[tuple[Kind, str], Meaning] = {
    (Kind.CHOICE, "is"): _is,
    (Kind.CHOICE, "is_not"): _not(_is),
    (Kind.TAGS, "any"): _any_tag,
    (Kind.TAGS, "all"): _all_tags,
    (Kind.TAGS, "none"): _not(_any_tag),
    (Kind.NUMBER, "is"): _compare("exact"),
    (Kind.NUMBER, "above"): _compare("gt"),
    (Kind.NUMBER, "below"): _compare("lt"),
    (Kind.FLAG, "is"): _compare("exact"),
    (Kind.TEXT, "contains"): _compare("icontains"),
    (Kind.TEXT, "lacks"): _not(_compare("icontains")),
    (Kind.TEXT, "is"): _compare("iexact"),
    (Kind.TEXT, "starts"): _compare("istartswith"),
    (Kind.TEXT, "ends"): _compare("iendswith"),
    (Kind.MOMENT, "before"): _compare("lt", _at),
    (Kind.MOMENT, "after"): _compare("gte", _at),
    (Kind.MOMENT, "last"): _between(_ago, _now),
    (Kind.MOMENT, "older"): _compare("lte", _ago),
    (Kind.MOMENT, "next"): _between(_now, _ahead),
    (Kind.MOMENT, "past"): _compare("lt", _now),
}
