"""Articles of the help centre, and the categories an organization added of its own."""

from __future__ import annotations

from typing import Any

from core.accounts.models import User
from core.desk import selectors as desk
from core.desk import services as arranging
from core.desk.models import Category
from core.knowledge import services
from core.knowledge.models import Article, Section
from infra.demo.seeding import content
from tenants.kernel.actor import SYSTEM


def articles(slug: str, author: User) -> int:
    """Write those that are missing; returns how many there are."""
    shelves = {section.slug: section for section in Section.objects.all()}
    known = set(Article.objects.values_list("title", flat=True))
    written = content.read(slug, "articles")
    for row in written:
        if row["title"] in known:
            continue
        facts = row["facts"]
        article = services.write_article(
            row["title"],
            row["body"],
            by=author.actor,
            section=shelves.get(facts["section"]),
            language=facts.get("language", "en"),
            author=author,
            visibility=facts["show"],
        )
        counts = {name: facts[name] for name in ("views", "helpful", "unhelpful") if name in facts}
        Article.objects.filter(pk=article.pk).update(**counts)
    return len(written)


def categories(slug: str) -> None:
    """What the organization's own trade needs beside the starter taxonomy."""
    known = {row.key for row in desk.categories()}
    for group in content.read(slug, "categories"):
        if group["key"] in known:
            continue
        parent = arranging.save_category(
            None,
            by=SYSTEM,
            key=group["key"],
            name=group["name"],
            description=group["description"],
            color=group["color"],
            icon=group["icon"],
            position=len(known),
        )
        for number, leaf in enumerate(group["leaves"]):
            _leaf(leaf, parent, len(known) + number + 1)


def _leaf(leaf: dict[str, Any], parent: Category, position: int) -> None:
    arranging.save_category(
        None,
        by=SYSTEM,
        key=leaf["key"],
        name=leaf["name"],
        description=leaf["description"],
        examples=leaf["examples"],
        counter_examples=leaf["not"],
        color=parent.color,
        parent=parent,
        queue=desk.default_queue(),
        position=position,
    )
