"""The organization's own words for the engines: categories, tags, what people taught, articles.

Read from the desk's remembered lists; the trained engine and the article index are kept per
tenant and version in this process, bounded, so that a message costs milliseconds.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from ai.contracts import OTHER, CategoryOption, Labelled, Source, TagOption
from ai.models import Correction
from core.desk import selectors as desk
from core.knowledge import selectors as knowledge
from tenants import context
from tenants.kernel import clock

if TYPE_CHECKING:
    from ai.local.engine import LocalEngine
    from ai.local.retrieval import SourceIndex

T = TypeVar("T")
KEPT = 64  # engines and indexes per process; one takes about 2 MB
LEARNED_FROM = 2_000  # latest corrections an engine is taught with
LABELLED_FIELDS = ("category", "sentiment", "priority")


class Shelf:
    """Least recently used things by key; building happens outside of the lock."""

    def __init__(self, size: int) -> None:
        self._size, self._things, self._lock = size, OrderedDict[Hashable, Any](), threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]  # type: ignore[no-any-return]
        thing = make()
        with self._lock:
            self._things[key] = thing
            while len(self._things) > self._size:
                self._things.popitem(last=False)
        return thing


_engines, _indexes = Shelf(KEPT), Shelf(KEPT)


def categories() -> tuple[CategoryOption, ...]:
    """Active categories as engines want them; "other" is always among them."""
    rows = desk.categories()
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
    return options if any(option.key == OTHER for option in options) else (*options, CategoryOption(OTHER, "Other"))


def tags() -> tuple[TagOption, ...]:
    return tuple(TagOption(row.name, row.name, row.description) for row in desk.tags())


def engine() -> LocalEngine:
    """The local engine of the current tenant, taught with everything people corrected so far."""
    from ai.local.engine import LocalEngine  # numpy and the word lists stay out of web processes

    options = categories()
    last = Correction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    key = (context.require_tenant(), hash(options), last)
    return _engines.get(key, lambda: LocalEngine.from_examples(options, labelled()))


def labelled() -> list[Labelled]:
    """What people decided about texts, newest last."""
    rows = (
        Correction.objects.filter(field__in=LABELLED_FIELDS, result__isnull=False)
        .select_related("result__run__message")
        .order_by("-pk")[:LEARNED_FROM]
    )
    now = clock.now()
    return [
        Labelled(
            text=row.result.run.message.text,  # type: ignore[union-attr]
            value=str(row.value),
            kind=row.field,
            by=str(row.user_id or ""),
            age_days=(now - row.created_at).days,
        )
        for row in reversed(rows)
        if row.value is not None
    ]


def articles() -> tuple[Source, ...]:
    """Public articles: the only texts a reply to a customer may stand on."""
    return tuple(
        Source(f"article:{row.public_id}", "article", row.title, row.body, knowledge.url_of(row), row.language)
        for row in knowledge.public_articles()
    )


def index() -> SourceIndex:
    """The searchable articles of the current tenant."""
    from ai.local.retrieval import SourceIndex

    key = (context.require_tenant(), knowledge.version())
    return _indexes.get(key, lambda: SourceIndex(articles()))
