"""What the API shows of articles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.doors.shapes import Shape, moment
from core.knowledge import markdown, selectors
from core.knowledge.models import Article, Section


class ArticleLine(Shape):
    """One of many: without the text. `id` is the public one."""

    id: str
    title: str
    slug: str
    section: str | None
    visibility: str
    language: str
    excerpt: str
    version: int
    updated_at: datetime

    @staticmethod
    def dump(row: Article) -> dict[str, Any]:
        return {**_head(row), "excerpt": selectors.excerpt(row)}


class ArticleOut(Shape):
    """One article: the Markdown, and the safe HTML made of it."""

    id: str
    title: str
    slug: str
    section: str | None
    visibility: str
    language: str
    body: str
    html: str
    helpful: int
    unhelpful: int
    version: int
    updated_at: datetime

    @staticmethod
    def dump(row: Article) -> dict[str, Any]:
        html = markdown.render(row.body)
        counts = {"helpful": row.helpful, "unhelpful": row.unhelpful}
        return {**_head(row), "body": row.body, "html": html, **counts}


class SectionOut(Shape):
    id: int
    name: str
    slug: str
    description: str
    public_count: int

    @staticmethod
    def dump(row: Section) -> dict[str, Any]:
        count = getattr(row, "public_count", 0)
        return {
            "id": row.pk,
            "name": row.name,
            "slug": row.slug,
            "description": row.description,
            "public_count": count,
        }


def _head(row: Article) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "title": row.title,
        "slug": row.slug,
        "section": row.section.slug if row.section else None,
        "visibility": row.visibility,
        "language": row.language,
        "version": row.version,
        "updated_at": moment(row.updated_at),
    }
