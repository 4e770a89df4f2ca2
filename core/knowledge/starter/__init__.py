"""A new help centre: four sections, eight drafts and one internal draft (defaults 5.8).

Nothing is public until a person publishes it, so no organization goes live with sample text.
"""

from __future__ import annotations

from core.knowledge.models import Article, Section
from core.knowledge.starter.articles import ARTICLES, SECTIONS
from tenants.models import Tenant

VERSION = 1  # of the rows; a later release gives its new rows the next number


def seed(tenant: Tenant) -> None:
    """Runs inside the tenant and a transaction; repeating it changes nothing."""
    given = [model.objects.filter(seed_version__gte=VERSION).exists() for model in (Section, Article)]
    if any(given):
        return
    Section.objects.bulk_create(
        (
            Section(
                seed_key=slug, seed_version=VERSION, slug=slug, name=name, description=line, position=number
            )
            for number, (slug, name, line) in enumerate(SECTIONS)
        ),
        ignore_conflicts=True,
    )
    shelf = {section.slug: section for section in Section.objects.all()}
    Article.objects.bulk_create(
        (
            Article(
                seed_key=slug,
                seed_version=VERSION,
                slug=slug,
                title=title,
                body=body.strip().replace("{organization}", tenant.name),
                section=shelf.get(section),
                visibility=Article.Visibility.DRAFT,
            )
            for slug, section, title, body in ARTICLES
        ),
        ignore_conflicts=True,
    )
