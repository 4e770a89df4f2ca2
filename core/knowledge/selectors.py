"""Every read of articles. Customers and strangers see public ones; colleagues with VIEW see all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core.knowledge import search as searching
from core.knowledge.markdown import plain
from core.knowledge.models import Article, Section
from core.knowledge.rules import VIEW
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused
from tenants.kernel.text import one_line

PUBLIC, INTERNAL, DRAFT = Article.Visibility.PUBLIC, Article.Visibility.INTERNAL, Article.Visibility.DRAFT


class NoSuchArticle(NotFound):
    code = "article.not_found"
    sentence = "There is no such article."


class NoSuchSection(NotFound):
    code = "section.not_found"
    sentence = "There is no such section."


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section with the public articles in it."""

    section: Section
    articles: tuple[Article, ...]


def visible(actor: Actor | None) -> QuerySet[Article]:
    """The articles this visitor may read. None: a stranger."""
    rows = Article.objects.select_related("section")
    return rows if _reads_all(actor) else rows.filter(visibility=PUBLIC)


def _reads_all(actor: Actor | None) -> bool:
    return actor is not None and actor.kind != "contact" and (actor.kind == "ai" or actor.may(VIEW))


def article_for(actor: Actor | None, public_id: str, to: str = "") -> Article:
    """By public id, for an actor who may do `to` with it. NoSuchArticle, Refused."""
    row = visible(actor).filter(public_id=public_id).first()
    if row is None:
        raise NoSuchArticle
    if to and (actor is None or not actor.may(to)):
        raise Refused(permission=to)
    return row


def public_article(slug: str) -> Article:
    """For the help centre. NoSuchArticle for drafts and internal ones, too."""
    row = Article.objects.select_related("section").filter(slug=slug, visibility=PUBLIC).first()
    if row is None:
        raise NoSuchArticle
    return row


def search(
    question: str, actor: Actor | None = None, *, limit: int = 10, language: str = ""
) -> list[Article]:
    """What answers the question best, each with `rank`; articles in `language` come first among equals."""
    found = searching.find(visible(actor), question, limit)
    return sorted(found, key=lambda row: row.language != language) if language else found


def at_hand(text: str, actor: Actor, limit: int) -> list[Article]:
    """Articles with all these words, without their texts, best first. One query."""
    return searching.at_hand(text, limit, is_public=not _reads_all(actor))


def sources(question: str, *, limit: int = 4) -> list[Article]:
    """What a suggested reply may stand on: published, public before internal, best first."""
    published = Article.objects.filter(visibility__in=(PUBLIC, INTERNAL))
    return searching.find(published, question, limit)


def shelves() -> list[Shelf]:
    """The help centre's front: sections in order with their public articles. Two queries."""
    rows = Article.objects.filter(visibility=PUBLIC).defer("body", "words").order_by("title")
    by_section: dict[int | None, list[Article]] = {}
    for row in rows:
        by_section.setdefault(row.section_id, []).append(row)
    return [Shelf(one, tuple(by_section[one.pk])) for one in Section.objects.all() if one.pk in by_section]


def popular(limit: int = 5) -> list[Article]:
    """The most read public articles."""
    rows = Article.objects.filter(visibility=PUBLIC).defer("body", "words")
    return list(rows.order_by("-views", "title")[:limit])


def sections() -> QuerySet[Section]:
    """In order, each with `article_count` (all) and `public_count`."""
    return Section.objects.annotate(
        article_count=Count("articles"),
        public_count=Count("articles", filter=Q(articles__visibility=PUBLIC)),
    )


def section(slug: str) -> Section:
    row = sections().filter(slug=slug).first()
    if row is None:
        raise NoSuchSection
    return row


def excerpt(article: Article, question: str = "", length: int = 180) -> str:
    """One line of the article, from the first sought word on when there is one."""
    text = plain(article.body)
    low = text.lower()
    places = [place for word in searching.words_of(question) if (place := low.find(word)) >= 0]
    begin = max(min(places) - 40, 0) if places else 0
    if begin:
        begin = text.find(" ", begin) + 1
    return ("…" if begin else "") + one_line(text[begin : begin + length * 2], length)
