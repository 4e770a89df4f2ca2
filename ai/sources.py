"""What the organization wrote itself, as ground for replies: articles, canned replies, solved tickets.

Three kinds may stand in a draft: public articles, canned replies that are everybody's (their general
sentences, without variables), and the general part of answers that solved tickets (ai.text.general), which
holds nothing of the customer who got it. Internal articles are a fourth kind and never enter a draft or a
prompt: the agent sees them beside it. Starter texts that nobody touched are no knowledge of anybody.
Indexes are kept per tenant and version in this process, bounded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import MD5

from ai.contracts import Source
from ai.models import SolvedAnswer
from ai.shelf import Shelf
from ai.text.general import general
from core.desk import selectors as desk
from core.desk.models import CannedReply
from core.desk.starter.canned import CANNED
from core.knowledge import selectors as knowledge
from core.knowledge.markdown import prose
from core.knowledge.models import Article
from core.tickets.selectors import label_of
from tenants import context
from tenants.selectors import site_url

if TYPE_CHECKING:
    from ai.local.retrieval import SourceIndex

KEPT = 64  # indexes per process; one takes about 2 MB
MOST_SOLVED = 500  # latest answers of solved tickets
SHARE = 20  # a further twentieth of solved answers is worth indexing them again
ARTICLE_PATH = "/help/articles/{slug}/"
_VARIABLE = re.compile(r"\{[{%]")
_STARTER = frozenset(body.strip() for _shortcut, _title, body in CANNED)
_WORD = re.compile(r"[^\W\d_]+")

_indexes, _internal, _words = Shelf(KEPT), Shelf(KEPT), Shelf(KEPT)


def index() -> SourceIndex:
    """What a draft may stand on, searchable; made again when an article or a canned reply changed."""
    from ai.local.retrieval import SourceIndex  # numpy stays out of web processes

    key = (context.require_tenant(), _version(Article.objects.all()), _macros_version(), _solved_version())

    def made() -> SourceIndex:
        return SourceIndex((*articles(), *macros(), *solved()))

    kept = _indexes.get(key, made)
    if not _is_there_still(kept.sources):
        kept = made()
        _indexes.put(key, kept)
    return kept


def internal_index() -> SourceIndex:
    """Internal articles, for the agent beside the draft."""
    from ai.local.retrieval import SourceIndex

    key = (context.require_tenant(), _version(Article.objects.all()))
    return _internal.get(key, lambda: SourceIndex(internal()))


def articles() -> tuple[Source, ...]:
    """Public articles."""
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


def internal() -> tuple[Source, ...]:
    """Internal articles. No link: theirs is for colleagues alone."""
    rows = Article.objects.filter(visibility=Article.Visibility.INTERNAL).defer("words")
    return tuple(
        Source(f"article:{row.public_id}", "internal", row.title, prose(row.body), "", row.language)
        for row in rows
    )


def macros() -> tuple[Source, ...]:
    """Canned replies of everybody, each language a source; a person's own and a team's stay theirs."""
    known, own = vocabulary(), context.current_tenant().language
    found = []
    for row in CannedReply.objects.filter(owner=None, team=None):
        for language, body in {own: row.body, **row.body_in}.items():
            if body.strip() not in _STARTER and (text := general(_fixed(body), known=known)):
                found.append(Source(f"macro:{row.pk}:{language}", "macro", row.title, text, "", language))
    return tuple(found)


def solved() -> tuple[Source, ...]:
    """What ended tickets, newest first. The address of a ticket is nothing for a customer: no link."""
    rows = SolvedAnswer.objects.order_by("-pk").values_list("ticket__number", "asked", "text", "language")
    return tuple(
        Source(f"solved:{number}", "solved", label_of(number), text, "", language or None, asked)
        for number, asked, text, language in rows[:MOST_SOLVED]
    )


def _is_there_still(indexed: Iterable[Source]) -> bool:
    """Are all answers of solved tickets in it still told, in the same words? Whoever writes the draft.

    A ticket may have been opened again, answered otherwise or erased since.
    """
    told = {int(one.id.removeprefix("solved:")): one.text for one in indexed if one.kind == "solved"}
    if not told:
        return True
    rows = SolvedAnswer.objects.filter(ticket__number__in=told).annotate(mark=MD5("text"))
    marks = {
        number: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for number, text in told.items()
    }
    return marks.items() <= dict(rows.values_list("ticket__number", "mark")).items()


def vocabulary() -> frozenset[str]:
    """Lower-case words that the organization uses in public: names of its product and its parts."""
    named = tuple((row.name, row.description) for row in desk.categories())
    return _words.get((context.require_tenant(), _version(Article.objects.all()), named), _vocabulary)


def _vocabulary() -> frozenset[str]:
    texts = [context.current_tenant().name]
    texts += [f"{row.name} {row.description}" for row in desk.categories()]
    texts += [f"{row.title} {row.body}" for row in knowledge.visible(None).defer("words")]
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def _fixed(body: str) -> str:
    """Without the lines that hold a variable."""
    return "\n".join(line for line in body.splitlines() if not _VARIABLE.search(line))


def _version(rows: QuerySet[Article]) -> Hashable:
    return tuple(rows.aggregate(Count("pk"), Max("updated_at"), Max("pk")).values())


def _macros_version() -> Hashable:
    rows = CannedReply.objects.filter(owner=None, team=None).order_by("pk")
    return hash(str(list(rows.values_list("pk", "title", "body", "body_in"))))


def _solved_version() -> Hashable:
    """Coarse: every ticket that is solved would make the index anew. What is gone is noticed each time."""
    count = SolvedAnswer.objects.count()
    step = max(1, count // SHARE)
    return step, count // step
