"""The life of an article: written as a draft, edited, published, withdrawn, deleted.

Each verb: lock, check, change, audit, publish the fact. The slug stays once the article exists,
because customers keep links.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.knowledge.events import ArticleChanged, ArticleDeleted
from core.knowledge.models import Article, Section
from core.knowledge.rules import LONGEST_BODY
from tenants.events.bus import publish
from tenants.kernel import clock, ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Stale
from tenants.kernel.text import one_line, slug, storable

EDITABLE = ("title", "body", "section", "language")
Visibility = Article.Visibility


class StaleArticle(Stale):
    """data: version."""

    code = "article.stale"


@transaction.atomic
def write_article(
    title: str,
    body: str,
    *,
    by: Actor,
    section: Section | None = None,
    language: str = "en",
    author: User | None = None,
    visibility: str = Visibility.DRAFT,
) -> Article:
    """A new article, a draft unless said otherwise. Raises Invalid. Emits ArticleChanged."""
    values = _checked({"title": title, "body": body, "section": section, "language": language})
    now = clock.now()
    row = Article.objects.create(
        **values,
        slug=_free_slug(values["title"]),
        author=author,
        visibility=visibility,
        created_at=now,
        updated_at=now,
    )

    trail.record("article.written", on=row, by=by, after={"title": row.title, "visibility": visibility})
    _tell(row, by)
    return row


@transaction.atomic
def edit_article(article: Article, *, by: Actor, seen: int | None = None, **values: Any) -> Article:
    """Change title, body, section or language. Returns the fresh row; nothing happens when all is so.

    Raises StaleArticle, Invalid. Emits ArticleChanged.
    """
    row = _locked(article, seen)
    values = _checked({name: value for name, value in values.items() if name in EDITABLE})
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    if not fields:
        return row

    before = {name: _plain(getattr(row, name)) for name in fields if name != "body"}
    for name in fields:
        setattr(row, name, values[name])
    _save(row, *fields)

    after = {name: _plain(getattr(row, name)) for name in fields if name != "body"}
    trail.record("article.edited", on=row, by=by, before=before, after={**after, "fields": fields})
    _tell(row, by)
    return row


def publish_article(
    article: Article, *, by: Actor, internal: bool = False, seen: int | None = None
) -> Article:
    """Let customers read it, or only colleagues (internal). Publishing again changes nothing."""
    return _show(article, Visibility.INTERNAL if internal else Visibility.PUBLIC, by, seen)


def withdraw_article(article: Article, *, by: Actor, seen: int | None = None) -> Article:
    """Back to a draft that only colleagues with the permission see."""
    return _show(article, Visibility.DRAFT, by, seen)


@transaction.atomic
def delete_article(article: Article, *, by: Actor) -> None:
    """Gone for good. Deleting it again changes nothing. Emits ArticleDeleted."""
    row = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
    if row is None:
        return
    pk = row.pk
    trail.record("article.deleted", on=row, by=by, before={"title": row.title})
    row.delete()
    publish(ArticleDeleted(article_id=pk, by=by.ref))


@transaction.atomic
def _show(article: Article, visibility: str, by: Actor, seen: int | None) -> Article:
    row = _locked(article, seen)
    if row.visibility == visibility:
        return row
    was, row.visibility = row.visibility, visibility
    _save(row, "visibility")

    trail.record("article.shown", on=row, by=by, before=str(was), after=str(visibility))
    _tell(row, by)
    return row


def _locked(article: Article, seen: int | None) -> Article:
    row = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if seen not in (None, row.version):
        raise StaleArticle(version=row.version)
    return row


def _save(row: Article, *fields: str) -> None:
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=[*fields, "version", "updated_at"])


def _tell(row: Article, by: Actor) -> None:
    publish(ArticleChanged(row.pk, str(row.visibility), row.version, by.ref))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Storable and within bounds. Invalid with one sentence per field."""
    wrong: dict[str, list[str]] = {}
    if "title" in values:
        values["title"] = one_line(storable(values["title"]), 200)
        if not values["title"]:
            wrong["title"] = ["Give the article a title."]
    if "body" in values:
        values["body"] = storable(values["body"]).replace("\r\n", "\n").strip()
        if len(values["body"]) > LONGEST_BODY:
            wrong["body"] = [f"An article has at most {LONGEST_BODY:,} characters."]
    if wrong:
        raise Invalid(fields=wrong)
    return values


def _free_slug(title: str) -> str:
    base = slug(title, 70) or "article"
    if not Article.objects.filter(slug=base).exists():
        return base
    return f"{base}-{ids.token(4).lower().replace('_', '').replace('-', '')[:5]}"


def _plain(value: Any) -> Any:
    return value.slug if isinstance(value, Section) else value
