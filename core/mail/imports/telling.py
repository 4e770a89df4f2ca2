"""Reads about imports: the history, and what became of the mails of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, QuerySet

from core.mail.models import InboundMail, MailImport
from core.mail.rules import MANAGE
from core.mail.selectors import HELD
from tenants.kernel.actor import Actor
from tenants.kernel.errors import NotFound, Refused


def imports(actor: Actor) -> QuerySet[MailImport]:
    """Newest first. Refused without mail.manage."""
    if not actor.may(MANAGE):
        raise Refused(permission=MANAGE)
    return MailImport.objects.select_related("queue")


def import_of(actor: Actor, public_id: str) -> MailImport:
    """NotFound, Refused."""
    row = imports(actor).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def counts(rows: Sequence[MailImport]) -> dict[int, Counter[str]]:
    """{id: {taken, held, waiting: mails}} of what these imports brought. One query."""
    found: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    of_ours = InboundMail.objects.filter(batch__in=list(found)).order_by()
    for batch, state, number in of_ours.values_list("batch", "state").annotate(Count("pk")):
        found[batch][_word(state)] += number
    return found


def brought_by(rows: QuerySet[InboundMail], public_id: str) -> QuerySet[InboundMail]:
    """Narrowed to the mails of one import."""
    batch = MailImport.objects.filter(public_id=public_id).values("pk")
    return rows.filter(batch__in=batch) if public_id else rows


def _word(state: str) -> str:
    if state in HELD:
        return "held"
    return "taken" if state == InboundMail.State.DONE else "waiting"
