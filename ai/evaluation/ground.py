"""The throw-away organization of an evaluation. One that people use is never touched."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from django.db import connection, transaction

from ai import book, rules
from ai.evaluation.lines import Labels, Option, Sought
from ai.models import ModelSettings, Policy
from ai.services.details import save_detail
from billing import selectors as billing_selectors
from billing import services as billing
from billing.plans import AI_METERS
from billing.selectors import NoSubscription
from core.desk import services as arranging
from core.desk.book import page
from core.desk.models import Category, Tag
from core.knowledge import services as knowledge
from tenants import context, platform
from tenants import services as organizations
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Conflict
from tenants.models import PlatformRecord, Tenant
from tenants.provisioning.build import provision

MADE = "evaluation.organization_made"  # the record without which nothing is wiped
# Everything an evaluation writes; what hangs on these rows goes with them.
WIPED = (
    "ai_correction", "ai_gap", "ai_policy", "ai_proposal", "ai_run", "ai_solvedanswer", "ai_trainedhead",
    "ai_voice", "contacts_contact", "desk_category", "desk_field", "desk_tag", "knowledge_article",
    "tickets_message", "tickets_ticket",
)  # fmt: skip


class NotThrowAway(Conflict):
    """data: slug."""

    code = "evaluation.not_throw_away"
    sentence = "“{slug}” was not made by an evaluation. Name an organization that does not exist yet."


def organization(slug: str) -> Tenant:
    """The throw-away organization of this name, empty: made now or wiped. NotThrowAway, Refusal."""
    with context.shared():
        row = Tenant.objects.filter(slug=slug).first()
        if row is None:
            row = _made(slug)
        elif not PlatformRecord.objects.filter(tenant=row, action=MADE).exists():
            raise NotThrowAway(slug=slug)
    with context.tenant(row):
        _wipe()
    _unbound(row)
    return row


def _unbound(row: Tenant) -> None:
    """Files have more lines than a trial has messages; the built-in engine would read the rest unnoticed."""
    for meter in AI_METERS:
        if billing_selectors.allowance(meter, row).limit is not None:
            with suppress(NoSubscription):  # plans were never seeded here: nothing is counted against
                billing.grant(row, meter, by=SYSTEM, reason="evaluation")


def furnish(categories: Sequence[Option], labels: Labels, tags: Sequence[str]) -> None:
    """The categories and tags that lines speak of; "other" is always there, as in every organization."""
    texts = {labels.keys[option.label]: option for option in categories}
    with transaction.atomic():
        Category.objects.bulk_create(
            Category(
                key=key,
                name=(texts[key].name if key in texts else label)[:80],
                description=texts[key].text[:400] if key in texts else "",
                examples=list(texts[key].examples) if key in texts else [],
                position=place,
            )
            for place, (label, key) in enumerate(labels.keys.items())
        )
        if arranging.categories.UNCLEAR not in labels.keys.values():
            Category.objects.create(key=arranging.categories.UNCLEAR, name="Other", position=10_000)
        Tag.objects.bulk_create(Tag(name=name[:50]) for name in dict.fromkeys(tags))
        page.changed()


def seek(fields: Sequence[Sought]) -> None:
    """Fields of the organization's own, and how their values are found. Raises what save_detail raises."""
    for place, one in enumerate(fields):
        arranging.save_field(None, by=SYSTEM, key=one.key, label=one.label, kind="text", position=place)
        save_detail(one.key, by=SYSTEM, kind=one.kind, pattern=one.pattern, entries=one.entries)


def shelve(articles: Sequence[Option]) -> dict[str, str]:
    """Publish the articles. {id of the source as drafts cite it: the file's id}."""
    ids = {}
    for article in articles:
        title = article.name or article.text.split("\n")[0][:120]
        row = knowledge.write_article(title, article.text, by=SYSTEM, visibility="public")
        ids[f"article:{row.public_id}"] = article.label
    return ids


def _made(slug: str) -> Tenant:
    signup = organizations.found(
        company=f"Evaluation {slug}", person="Evaluation", email="nobody@evaluation.invalid", slug=slug
    )
    row = provision(signup.pk)
    if row is None:
        raise NotThrowAway(slug=slug)
    platform.record(MADE, on=row, by=SYSTEM, after={"slug": slug})
    return row


def _wipe() -> None:
    """Empty the tables, in the schema we are in and in no other."""
    schema = context.require_tenant()
    tables = ", ".join(f'"{schema}"."{table}"' for table in WIPED)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {tables} CASCADE")
        page.changed()
    ModelSettings.objects.update(details=[])
    book.decided.changed()
    Policy.objects.bulk_create(
        Policy(field=field, mode="suggest", min_confidence=0.0) for field in rules.FIELDS
    )
    Policy.objects.create(field="reply", mode="off", min_confidence=0.0)
