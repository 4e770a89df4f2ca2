"""How many of the tickets that were found have which status, queue, person ...: counted over those alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Choices
from django.utils.translation import get_language

from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.desk.models import Priority
from core.search.finding import Row
from core.search.terms import quoted
from core.tickets.choices import Channel, Sentiment
from core.tickets.models import Ticket
from tenants.database import hot
from tenants.database.prepared import kept
from tenants.kernel.actor import Actor
from tenants.saying import gettext as _

MOST = 8  # values of one facet
_TAGGED = """
    SELECT tag_id, count(*) FROM {} WHERE ticket_id = ANY(%s::bigint[])
     GROUP BY tag_id ORDER BY 2 DESC, 1 LIMIT %s
"""
SENTIMENT_WORDS = {-2: "very_negative", -1: "negative", 0: "neutral", 1: "positive", 2: "very_positive"}


@dataclass(frozen=True, slots=True)
class Value:
    """typed: the clause that narrows to it."""

    typed: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    key: str
    name: str
    values: tuple[Value, ...]


def of(actor: Actor, rows: Sequence[Row]) -> list[Facet]:
    """Those with more than one value come first to mind; all are given. Two queries: tags, and colleagues."""
    if not rows:
        return []
    made = [
        _facet("status", _("Status"), [row.status for row in rows], _status),
        _facet("assignee", _("Assignee"), [row.assignee for row in rows], _assignee(actor, rows)),
        _facet("queue", _("Queue"), [row.queue for row in rows], _queue),
        _tags(rows),
        _facet("sentiment", _("Sentiment"), [row.sentiment for row in rows], _sentiment),
        _facet("priority", _("Priority"), [row.priority for row in rows], _priority),
        _facet("category", _("Category"), [row.category for row in rows], _category),
        _facet("channel", _("Channel"), [row.channel for row in rows], _channel),
        *_archived(rows),
    ]
    return [facet for facet in made if facet.values]


@lru_cache(maxsize=512)
def _labelled(language: str | None, choices: type[Choices], value: Any) -> str:
    return str(choices(value).label)


def _label(choices: type[Choices], value: Any) -> str:
    return _labelled(get_language(), choices, value)


Named = Callable[[Any], tuple[str, str] | None]


def _facet(key: str, name: str, values: Sequence[Any], named: Named) -> Facet:
    counted = Counter(values).most_common(MOST * 2)
    known = [(named(value), count) for value, count in counted]
    shown = [Value(f"{key}:{quoted(one[0])}", one[1], count) for one, count in known if one]
    return Facet(key, name, tuple(shown[:MOST]))


def _archived(rows: Sequence[Row]) -> list[Facet]:
    """Only where something found lies there: most desks have no archive."""
    kept = [row.is_archived for row in rows]
    words = {True: ("yes", _("In the archive")), False: ("no", _("Not in the archive"))}
    return [_facet("archived", _("Archive"), kept, words.get)] if any(kept) else []


def _status(value: Any) -> tuple[str, str] | None:
    row = desk.status_by_id(value)
    return (row.key, _(row.label)) if row else None


def _queue(value: Any) -> tuple[str, str] | None:
    row = desk.queue_by_id(value)
    return (row.name.casefold().replace(" ", "-"), row.name) if row else None


def _category(value: Any) -> tuple[str, str] | None:
    row = desk.category_by_id(value)
    return (row.key, _(row.name)) if row else None


def _priority(value: Any) -> tuple[str, str] | None:
    return Priority(value).name.lower(), _label(Priority, value)


def _sentiment(value: Any) -> tuple[str, str] | None:
    return (SENTIMENT_WORDS[value], _label(Sentiment, value)) if isinstance(value, int) else None


def _channel(value: Any) -> tuple[str, str] | None:
    return str(value), _label(Channel, value)


def _assignee(actor: Actor, rows: Sequence[Row]) -> Named:
    people = accounts.called(actor, {row.assignee for row in rows if row.assignee})
    known = {pk: (email.partition("@")[0].lower(), name) for pk, name, email in people}

    def named(value: Any) -> tuple[str, str] | None:
        return ("none", _("Nobody")) if value is None else known.get(value)

    return named


def _array(ids: Iterable[int]) -> str:
    """As PostgreSQL writes it: the driver takes longer for hundreds than all facets together."""
    return f"{{{','.join(map(str, ids))}}}"


def _tags(rows: Sequence[Row]) -> Facet:
    table = hot.name_of(Ticket.tags.through)
    with connection.cursor() as cursor:
        cursor.execute(kept(_TAGGED.format(table)), [_array(row.pk for row in rows), MOST])
        counted = cursor.fetchall()
    names = {row.pk: row.name for row in desk.tags()}
    found = [(names[tag], n) for tag, n in counted if tag in names]
    words = {name: name.casefold().replace(" ", "-") for name, _n in found}
    return Facet("tag", _("Tag"), tuple(Value(f"tag:{quoted(words[name])}", name, n) for name, n in found))
