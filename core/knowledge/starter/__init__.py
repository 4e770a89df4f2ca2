"""A new help centre: four sections, eight drafts and one internal draft (defaults 5.8).

Nothing is public until a person publishes it, so no organization goes live with sample text.
"""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Replace

from core.knowledge.models import Article, Section
from core.knowledge.starter.articles import ARTICLES, SECTIONS
from tenants.models import Tenant
from tenants.provisioning.starters import ORGANIZATION

VERSION = 1  # of the rows; a later release gives its new rows the next number


def prepare() -> None:
    """Sections and articles, with a mark where the organization's name belongs."""
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
                body=body.strip(),
                section=shelf.get(section),
                visibility=Article.Visibility.DRAFT,
            )
            for slug, section, title, body in ARTICLES
        ),
        ignore_conflicts=True,
    )


def stamp(tenant: Tenant) -> None:
    """Its name in the texts nobody has published yet."""
    unpublished = Article.objects.filter(visibility=Article.Visibility.DRAFT, body__contains=ORGANIZATION)
    unpublished.exclude(seed_key="").update(body=Replace("body", Value(ORGANIZATION), Value(tenant.name)))
