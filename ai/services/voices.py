"""How replies are to sound, decided by people who may, recorded in the audit trail."""

from __future__ import annotations

from django.db import transaction

from ai.models import Voice
from core.audit import trail
from core.desk.models import Queue
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import storable

LONGEST = 4_000  # characters of guidelines; a model reads them with every draft
MOST_PHRASES, LONGEST_PHRASE = 100, 120


class BadVoice(Invalid):
    """data: field (guidelines or forbidden)."""

    code = "voice.invalid"
    sentence = (
        "Guidelines have at most 4,000 characters; "
        "there are at most 100 forbidden phrases, one a line, of at most 120 characters each."
    )


@transaction.atomic
def set_voice(queue: Queue | None, by: Actor, *, guidelines: str, forbidden: list[str]) -> Voice:
    """Decide for a queue, or for all (None). Repeating it changes nothing. Raises BadVoice."""
    guidelines = storable(guidelines).strip()
    phrases = list(dict.fromkeys(" ".join(storable(one).split()) for one in forbidden if one.strip()))
    if len(guidelines) > LONGEST:
        raise BadVoice(field="guidelines")
    if len(phrases) > MOST_PHRASES or any(len(one) > LONGEST_PHRASE for one in phrases):
        raise BadVoice(field="forbidden")

    Voice.objects.get_or_create(queue=queue)
    row = Voice.objects.select_for_update(of=("self",)).get(queue=queue)
    before = {"guidelines": row.guidelines, "forbidden": row.forbidden}
    after = {"guidelines": guidelines, "forbidden": phrases}
    if before == after:
        return row
    row.guidelines, row.forbidden, row.changed_at = guidelines, phrases, clock.now()
    row.save(update_fields=["guidelines", "forbidden", "changed_at"])
    trail.record("ai.voice_changed", on=row, by=by, before=before, after=after)
    return row
