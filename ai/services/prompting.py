"""Which version of a prompt an organization is asked with. Its own word; the newest without one."""

from __future__ import annotations

from django.db import transaction

from ai import book
from ai.models import ModelSettings
from ai.prompts import shipped
from ai.services.masking import settings_row
from core.audit import trail
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid


class NotShipped(Invalid):
    """data: task, version."""

    code = "ai.prompt_not_shipped"
    sentence = "“{version}” is no version of this prompt that there is."


@transaction.atomic
def pin_prompt(task: str, version: str, *, by: Actor) -> ModelSettings:
    """Ask with this version from the next message on; "" for the newest, whatever comes. Twice is once.

    Raises NotShipped.
    """
    if task not in shipped.SHIPPED or (version and version not in shipped.SHIPPED[task]):
        raise NotShipped(task=task[:20], version=version[:20])
    row = settings_row()
    before = row.prompts.get(task, "")
    if before == version:
        return row
    row.prompts = {**row.prompts, task: version} if version else _without(row.prompts, task)
    row.save(update_fields=["prompts"])
    told = ({"task": task, "version": one or "newest"} for one in (before, version))
    was, now = told
    trail.record("ai.prompt_pinned", on=row, by=by, before=was, after=now)
    book.decided.changed()
    return row


def _without(prompts: dict[str, str], task: str) -> dict[str, str]:
    return {name: version for name, version in prompts.items() if name != task}
