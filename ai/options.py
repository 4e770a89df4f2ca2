"""The organization's own words for the engines: categories, tags, what people taught.

Read from the desk's remembered lists; the engine is kept per tenant and version in this process,
bounded, so that a message costs milliseconds. A correction joins the
example memory at once, in well under a millisecond, while the heads are learned again later, in a
task (ai.services.learning).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ai import book
from ai.contracts import NO, OTHER, YES, CategoryOption, DetailOption, Labelled, Letter, TagOption
from ai.models import Correction, TrainedHead
from ai.shelf import Shelf
from core.desk import selectors as desk
from core.tickets import selectors as tickets
from core.tickets.models import Message
from tenants import context
from tenants.database import hot
from tenants.kernel import clock

if TYPE_CHECKING:
    from ai.local.engine import LocalEngine
    from ai.local.head import Head
    from core.desk.models import Category, Field, Tag

Rows = TypeVar("Rows")
Made = TypeVar("Made")
KEPT = 64  # engines per process; one takes about 2 MB
REMEMBERED = 500  # latest corrections in the example memory: all it looks at
LEARNED_FROM = 20_000  # latest corrections that heads are learned from
WEIGHTS = {"accepted": 0.3, "import": 0.7, "final": 0.7}  # of an example by its source; else 1
LABELLED_FIELDS = ("category", "sentiment", "priority", "tags", "spam")

_engines = Shelf(KEPT)
_made_of = Shelf(4 * KEPT)  # (rows of the desk, what is made of them) by tenant and kind
# By hand: asked for after each correction, before the next message is read. The text is that of the message
# that was read, or of the ticket's first.
_DECIDED = """
    SELECT c.field, c.value, c.user_id, c.created_at, c.source, t.subject, said.text
      FROM ai_correction c JOIN tickets_ticket t ON t.id = c.ticket_id
      LEFT JOIN ai_result r ON r.id = c.result_id
      LEFT JOIN ai_run u ON u.id = r.run_id
      LEFT JOIN tickets_message m ON m.id = u.message_id
     CROSS JOIN LATERAL (SELECT coalesce({read}, (
               SELECT {first} FROM tickets_message f WHERE f.ticket_id = c.ticket_id AND f.kind = %(customer)s
                ORDER BY f.id LIMIT 1)) AS text) said
     WHERE c.field = ANY (%(fields)s) AND c.id > %(after)s AND (%(upto)s::bigint IS NULL OR c.id <= %(upto)s)
       AND NOT c.ticket_id = ANY (%(without)s) AND said.text IS NOT NULL
     ORDER BY c.id DESC LIMIT %(limit)s
""".format(read=tickets.said_sql("m"), first=tickets.said_sql("f"))  # noqa: S608 - our own words
_LEARNED = """
    SELECT h.kind, h.sha256, h.learned_from, c.last
      FROM (SELECT coalesce(max(id), 0) AS last FROM {correction}) c
      LEFT JOIN (SELECT * FROM {head} WHERE is_active) h ON true ORDER BY h.kind, h.version DESC
"""


def categories() -> tuple[CategoryOption, ...]:
    """Active categories as engines want them, groups included; "other" is always among them."""
    return _made_once("categories", desk.categories(), _categories)


def _categories(rows: tuple[Category, ...]) -> tuple[CategoryOption, ...]:
    options = tuple(
        CategoryOption(
            key=row.key,
            name=row.name,
            description=row.description,
            examples=tuple(row.examples),
            counterexamples=tuple(row.counter_examples),
            parent=row.parent.key if row.parent else None,
        )
        for row in rows
    )
    return (
        options
        if any(option.key == OTHER for option in options)
        else (*options, CategoryOption(OTHER, "Other"))
    )


def leaves(options: tuple[CategoryOption, ...] | None = None) -> tuple[CategoryOption, ...]:
    """The categories that are chosen; the others only group them. options: of another tree than ours."""
    return _made_once("leaves", categories(), _leaves) if options is None else _leaves(options)


def _leaves(options: tuple[CategoryOption, ...]) -> tuple[CategoryOption, ...]:
    parents = {option.parent for option in options}
    return tuple(option for option in options if option.key not in parents)


def details() -> tuple[DetailOption, ...]:
    """What is looked for, in the order of the ticket's fields; not in fields that are out of use."""
    kept = {row["field"]: row for row in book.decided().details}
    return (
        tuple(detail(field, kept[field.key]) for field in desk.fields() if field.key in kept) if kept else ()
    )


def detail(field: Field, row: Mapping[str, Any]) -> DetailOption:
    """row: as ModelSettings.details keeps it. Options of the field are known by their labels, too."""
    labels = {one["key"]: one["label"] for one in field.options or ()}
    entries = (
        (one["value"], tuple(dict.fromkeys([*filter(None, [labels.get(one["value"])]), *one["names"]])))
        for one in row["entries"]
    )
    return DetailOption(field.key, field.label, row["kind"], row["pattern"], tuple(entries))


def tags() -> tuple[TagOption, ...]:
    return _made_once("tags", desk.tags(), _tags)


def _tags(rows: tuple[Tag, ...]) -> tuple[TagOption, ...]:
    return tuple(TagOption(row.name, row.name, row.description) for row in rows)


def _made_once(kind: str, rows: Rows, make: Callable[[Rows], Made]) -> Made:
    """What is made of the desk's remembered rows, and made anew only when those were read anew."""
    key = (context.require_tenant(), kind)
    known = _made_of.get(key, lambda: (rows, make(rows)))
    if known[0] is not rows:
        known = (rows, make(rows))
        _made_of.put(key, known)
    made: Made = known[1]
    return made


class Kept(NamedTuple):
    """An engine and the last correction it remembers."""

    engine: LocalEngine
    upto: int


def engine() -> LocalEngine:
    """The local engine of the current tenant, with everything people corrected so far."""
    options, labels = categories(), tags()
    learned, last = _learned()
    key = (context.require_tenant(), options, labels, learned, book.decided().forgot_at)
    upto = {kind: last for kind, _, last in learned}
    known = upto.get("category", max(upto.values(), default=0))  # the memory is of categories
    kept: Kept = _engines.get(key, lambda: Kept(_made(options, labels, known), last))
    if kept.upto > last:  # corrections it remembers are gone
        kept = Kept(_made(options, labels, known), last)
        _engines.put(key, kept)
    elif kept.upto < last:
        kept = Kept(kept.engine.remembering(labelled(REMEMBERED, after=kept.upto)), last)
        _engines.put(key, kept)
    return kept.engine


def _learned() -> tuple[tuple[tuple[str, str, int], ...], int]:
    """((kind, checksum, last correction) of the heads in use, the last correction of all)."""
    with connection.cursor() as cursor:
        cursor.execute(_LEARNED.format(head=hot.name_of(TrainedHead), correction=hot.name_of(Correction)))
        rows = cursor.fetchall()
    return tuple(row[:3] for row in rows if row[0] is not None), rows[0][3]


def engine_without(tickets: Collection[int], tree: tuple[CategoryOption, ...], mark: object) -> LocalEngine:
    """The engine as if nobody had taught it anything about these tickets: else it would know their answers.

    tree: the categories it sorts into. mark: what it is kept by in this process. Trains: seconds of CPU.
    """
    from ai.local import chance
    from ai.local.engine import LocalEngine, learn

    def made() -> Kept:
        examples = labelled(without=tickets)
        with chance.begins_with(book.decided().seed):
            heads = learn(tree, examples)
        recent = examples[-REMEMBERED:]
        return Kept(LocalEngine(tree, () if heads else recent, heads, recent if heads else ()), 0)

    key = (context.require_tenant(), "without", mark, book.decided().forgot_at)
    kept: Kept = _engines.get(key, made)
    return kept.engine


def _made(options: tuple[CategoryOption, ...], labels: tuple[TagOption, ...], known: int) -> LocalEngine:
    """known: the last correction that the heads have learned from."""
    from ai.local.engine import LocalEngine  # numpy and the word lists stay out of web processes

    fresh = labelled(REMEMBERED, after=known)
    older = labelled(REMEMBERED - len(fresh), upto=known) if len(fresh) < REMEMBERED else []
    made = LocalEngine(options, fresh, _heads(), older)
    made.read(Letter("", "hello"), tags=labels)  # takes over the tags before other threads use it
    return made


def _heads() -> dict[str, Head]:
    """The stored heads; a damaged one is left out, since the engine reads without it, too."""
    from ai.local import store

    heads = {}
    for row in TrainedHead.objects.filter(is_active=True).defer("held"):
        try:
            heads[row.kind] = store.load(bytes(row.blob), row.sha256)
        except store.Damaged:
            continue
    return heads


def with_text(rows: QuerySet[Correction]) -> QuerySet[Any]:
    """With `text`: the message that was read, or the ticket's first. Those without any are left out."""
    first = Message.objects.filter(ticket=OuterRef("ticket"), kind=Message.Kind.CUSTOMER).order_by("pk")
    words = first.annotate(words_said=tickets.said()).values("words_said")[:1]
    text = Coalesce(tickets.said("result__run__message"), Subquery(words))
    return rows.annotate(text=text).exclude(text=None)


def labelled(
    limit: int = LEARNED_FROM, *, after: int = 0, upto: int | None = None, without: Collection[int] = ()
) -> list[Labelled]:
    """What people decided about texts, the latest `limit` of it, newest last.

    after, upto: only corrections whose id is above, or not above, these. without: tickets left out.
    """
    asked: dict[str, Any] = {
        "fields": list(LABELLED_FIELDS), "after": after, "upto": upto, "without": list(without),
        "limit": limit, "customer": str(Message.Kind.CUSTOMER),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, asked)
        found = cursor.fetchall()
    now = clock.now()
    return [
        Labelled(
            text=f"{subject}\n{text}" if subject else text,
            value=said(one),
            weight=WEIGHTS.get(source, 1.0),
            kind=_kind(field),
            by=str(user or ""),
            age_days=(now - at).days,
        )
        for field, stored, user, at, source, subject, text in reversed(found)
        for value in [json.loads(stored)]
        for one in (value if isinstance(value, list) else [value])
        if one is not None
    ]


def said(value: Any) -> str:
    """The value as heads learn it."""
    return {True: YES, False: NO}[value] if isinstance(value, bool) else str(value)


def _kind(field: str) -> str:
    return "tag" if field == "tags" else field
