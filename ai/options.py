"""The organization's own words for the engines: categories, tags, what people taught, articles.

Read from the desk's remembered lists; the engine and the article index are kept per tenant and
version in this process, bounded, so that a message costs milliseconds. A correction makes a new
engine within a fraction of a second: it joins the example memory at once, while the heads are
learned again later, in a task (ai.services.learning).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max

from ai.contracts import OTHER, CategoryOption, Labelled, Letter, Source, TagOption
from ai.models import Correction, TrainedHead
from ai.shelf import Shelf
from core.desk import selectors as desk
from core.knowledge import selectors as knowledge
from core.knowledge.markdown import prose
from core.knowledge.models import Article
from tenants import context
from tenants.kernel import clock
from tenants.selectors import site_url

if TYPE_CHECKING:
    from ai.local.engine import LocalEngine
    from ai.local.head import Head
    from ai.local.retrieval import SourceIndex

KEPT = 64  # engines and indexes per process; one takes about 2 MB
REMEMBERED = 500  # latest corrections in the example memory: all it looks at
LEARNED_FROM = 5_000  # latest corrections that heads are learned from
LABELLED_FIELDS = ("category", "sentiment", "priority", "tags")
ARTICLE_PATH = "/help/articles/{slug}/"

_engines, _indexes = Shelf(KEPT), Shelf(KEPT)


def categories() -> tuple[CategoryOption, ...]:
    """Active categories as engines want them, groups included; "other" is always among them."""
    options = tuple(
        CategoryOption(
            key=row.key,
            name=row.name,
            description=row.description,
            examples=tuple(row.examples),
            counterexamples=tuple(row.counter_examples),
            parent=row.parent.key if row.parent else None,
        )
        for row in desk.categories()
    )
    return (
        options
        if any(option.key == OTHER for option in options)
        else (*options, CategoryOption(OTHER, "Other"))
    )


def leaves() -> tuple[CategoryOption, ...]:
    """The categories that are chosen; the others only group them."""
    options = categories()
    parents = {option.parent for option in options}
    return tuple(option for option in options if option.key not in parents)


def tags() -> tuple[TagOption, ...]:
    return tuple(TagOption(row.name, row.name, row.description) for row in desk.tags())


def engine() -> LocalEngine:
    """The local engine of the current tenant, with everything people corrected so far."""
    options, labels = categories(), tags()
    last = Correction.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    learned = tuple(TrainedHead.objects.values_list("kind", "sha256"))
    key = (context.require_tenant(), options, labels, last, learned)
    return _engines.get(key, lambda: _made(options, labels))


def _made(options: tuple[CategoryOption, ...], labels: tuple[TagOption, ...]) -> LocalEngine:
    from ai.local.engine import LocalEngine  # numpy and the word lists stay out of web processes

    made = LocalEngine(options, labelled(REMEMBERED), _heads())
    made.read(Letter("", "hello"), tags=labels)  # takes over the tags before other threads use it
    return made


def _heads() -> dict[str, Head]:
    """The stored heads; a damaged one is left out, since the engine reads without it, too."""
    from ai.local import store

    heads = {}
    for row in TrainedHead.objects.all():
        try:
            heads[row.kind] = store.load(bytes(row.blob), row.sha256)
        except store.Damaged:
            continue
    return heads


def labelled(limit: int = LEARNED_FROM) -> list[Labelled]:
    """What people decided about texts, the latest `limit` of it, newest last."""
    rows = (
        Correction.objects.filter(field__in=LABELLED_FIELDS, result__isnull=False)
        .order_by("-pk")
        .values_list("field", "value", "user_id", "created_at", "result__run__message__text")[:limit]
    )
    now = clock.now()
    return [
        Labelled(text=text, value=str(one), kind=_kind(field), by=str(user or ""), age_days=(now - at).days)
        for field, value, user, at, text in reversed(rows)
        for one in (value if isinstance(value, list) else [value])
        if one is not None
    ]


def _kind(field: str) -> str:
    return "tag" if field == "tags" else field


def articles() -> tuple[Source, ...]:
    """Public articles: the only texts a reply to a customer may stand on."""
    base = site_url(context.current_tenant(), "")
    return tuple(
        Source(
            id=f"article:{row.public_id}",
            kind="article",
            title=row.title,
            text=prose(row.body),
            url=base + ARTICLE_PATH.format(slug=row.slug),
            language=row.language,
        )
        for row in knowledge.visible(None).defer("words")
    )


def index() -> SourceIndex:
    """The searchable articles of the current tenant, remade when one of them changed."""
    from ai.local.retrieval import SourceIndex

    state = Article.objects.aggregate(Count("pk"), Max("updated_at"), Max("pk"))
    key = (context.require_tenant(), *state.values())
    return _indexes.get(key, lambda: SourceIndex(articles()))
