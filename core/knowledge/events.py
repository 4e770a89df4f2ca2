"""What the knowledge base tells: search, suggestions and screens read the article again."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("knowledge.article_changed")
@dataclass(frozen=True)
class ArticleChanged:
    """Text, place or visibility differ now. visibility: draft, internal or public."""

    article_id: int
    visibility: str
    version: int
    by: str

    @property
    def order_key(self) -> str:
        return f"article:{self.article_id}"


@event("knowledge.article_deleted")
@dataclass(frozen=True)
class ArticleDeleted:
    article_id: int
    by: str
