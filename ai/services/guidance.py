"""How an organization wants its mail sorted, in its own words. Models read it with every message."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ai import book
from ai.candidates import LONGEST_GUIDANCE, BadCandidate
from ai.models import ModelSettings
from ai.services.masking import settings_row
from core.audit import trail
from tenants.kernel.actor import Actor
from tenants.kernel.text import storable


@transaction.atomic
def set_guidance(text: str, *, by: Actor) -> ModelSettings:
    """Read mail with this from the next message on; "" for none. Twice is once. Raises BadCandidate."""
    row, text = settings_row(), storable(text).strip()
    if len(text) > LONGEST_GUIDANCE:
        told = _("Guidance has %(most)d characters at most.") % {"most": LONGEST_GUIDANCE}
        raise BadCandidate(fields={"guidance": [told]})
    if row.guidance == text:
        return row
    before, row.guidance = row.guidance, text
    row.save(update_fields=["guidance"])
    trail.record("ai.guidance_set", on=row, by=by, before={"guidance": before}, after={"guidance": text})
    book.decided.changed()
    return row
