"""What readers leave behind: a count, and whether it helped. Facts without a name, so no audit line."""

from __future__ import annotations

from django.db.models import F

from core.knowledge.models import Article


def count_view(article: Article) -> None:
    """One more reader."""
    Article.objects.filter(pk=article.pk).update(views=F("views") + 1)


def rate(article: Article, *, helpful: bool, before: bool | None = None) -> None:
    """ "Did this help?" before: what the same visitor said earlier (kept in the session), or None."""
    if before is helpful:
        return
    changes = {"helpful": 0, "unhelpful": 0}
    changes["helpful" if helpful else "unhelpful"] += 1
    if before is not None:
        changes["helpful" if before else "unhelpful"] -= 1
    Article.objects.filter(pk=article.pk).update(**{name: F(name) + by for name, by in changes.items() if by})
