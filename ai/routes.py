"""Where a task is asked: the one place that chooses. First the organization's order, last the local engine.

    for where in routes.to("triage"): ...     # () when the embedded engine is to answer alone

The platform's endpoint (settings.AI_*) is one of the order; without any rows it is the order. Its key goes to
its own address alone, so an organization's endpoint has a key of its own or none.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ai import book
from ai.gateway import NO_KEY, Endpoint
from ai.models import Provider, Task
from tenants import context, secrets
from tenants.rules import Door, Pass

PLATFORM = _("Built into Deskhand")


def to(task: str) -> tuple[Endpoint, ...]:
    """Endpoints that may be asked for a task, in order. No query while the order is remembered.

    None while a pattern that hides what the organization wants hidden cannot be used, nor while the
    organization's state keeps the door to models shut.
    """
    asked = [(row, model) for row in order() if row.is_on and (model := models_of(row).get(task))]
    if not asked or not book.decided().can_mask or context.current_tenant().at(Door.AI) is not Pass.OPEN:
        return ()
    found = [endpoint(row, model) for row, model in asked]
    return tuple(one for one in found if one is not None)


def order() -> list[Provider]:
    """All endpoints in the order they are asked, switched off or not; the platform's, if there is one."""
    rows = list(book.providers())
    if not has_platform():
        return [row for row in rows if not row.is_platform]
    if not any(row.is_platform for row in rows):
        rows.append(platform_row())
    return rows


def has_platform() -> bool:
    return bool(settings.AI_BASE_URL or settings.AI_API_KEY)


def platform_row() -> Provider:
    """The platform's endpoint as nobody has touched it yet: on, and asked last."""
    return Provider(is_platform=True, name=str(PLATFORM), position=1_000, public_id="platform")


def models_of(row: Provider) -> dict[str, str]:
    """{task: model} of an endpoint."""
    if not row.is_platform:
        return dict(row.tasks)
    words = settings.AI_DRAFT_MODEL
    named = {Task.TRIAGE: settings.AI_MODEL, Task.EMBEDDING: settings.AI_EMBEDDING_MODEL}
    named |= dict.fromkeys((Task.DRAFT, Task.SUMMARY, Task.TRANSLATION), words)
    return {str(task): model for task, model in named.items() if model}


def endpoint(row: Provider, model: str) -> Endpoint | None:
    """The row as the gateway takes it; None when its key can no longer be read."""
    if row.is_platform:
        return Endpoint(
            settings.AI_BASE_URL, settings.AI_API_KEY or NO_KEY, model, row.name,
            provider=row.pk or 0, form=row.form, canary=book.decided().canary,
            mended=_mended(row, model),
        )  # fmt: skip
    try:
        key = secrets.decrypt(row.secret) if row.secret else NO_KEY
    except secrets.BadLink:
        return None
    return Endpoint(
        row.base_url, key, model, row.name,
        provider=row.pk, form=row.form, is_guarded=True, canary=book.decided().canary,
        owner=context.require_tenant(), mended=_mended(row, model),
    )  # fmt: skip


def _mended(row: Provider, model: str) -> float:
    """When the model passed the last test, in seconds since the epoch; 0.0 where it did not."""
    passed = (one for one in row.tested if one["model"] == model and not one["error"])
    return max((one.get("at", 0.0) for one in passed), default=0.0)
