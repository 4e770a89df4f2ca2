"""After a restore: which letters have left already, though the database that came back does not know it?

While it is not whole (tenants/lineage.py) no letter leaves. What the log of sent letters names is marked as
sent; a letter that was written again for the same reason takes over the name the first one left under, so
that answers to it find their ticket. Only then may the rest go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.mail import outbox
from core.mail.models import InboundMail, Letter, MailSource
from core.mail.sending.sent_log import Sent, cause
from tenants import context, selectors, shards
from tenants.events.models import Delivery
from tenants.kernel import clock

State = Letter.State


@dataclass
class Compared:
    """Letters: marked as sent, still to go, and known to the log alone (lost with the database)."""

    marked: int = 0
    waiting: int = 0
    lost: int = 0


def unfinished(since: datetime) -> int:
    """What was there by then and may yet write letters that have left before: mails and events in work, and
    mailboxes elsewhere not looked into since, whose mails come again. What rests or fails is left out.
    """
    resting = selectors.resting()
    owed = sum(_owed(schema, since) for schema in _schemas() if schema not in resting)
    for _shard in shards.each():
        due = Delivery.objects.filter(state=Delivery.State.DUE, run_at__lte=since)
        owed += due.exclude(schema_name__in=resting).count()
    return owed


def compare(log: Iterable[Sent], *, is_trial: bool = False) -> dict[str, Compared]:
    """{schema: what was found}. is_trial: look only. Twice is once."""
    logged = list(log)
    found = {}
    for schema in _schemas():
        with context.tenant(schema), transaction.atomic():
            ours = [line for line in logged if line.schema in (schema, "")]
            found[schema] = _compare(ours, is_trial=is_trial)
    return found


def _compare(logged: list[Sent], *, is_trial: bool) -> Compared:
    by_name = {line.mime_id: line for line in logged}
    states = dict(Letter.objects.filter(mime_id__in=by_name).values_list("mime_id", "state"))
    strangers = [line for line in logged if line.mime_id not in states and line.schema]
    by_cause = {line.cause: line for line in strangers}
    found = Compared(lost=len({line.mime_id for line in strangers}))
    queued = Letter.objects.filter(state=State.QUEUED).select_related("message").order_by("pk")
    for letter in queued.select_for_update(of=("self",)):
        line = by_name.get(letter.mime_id)
        if line is None and (line := by_cause.pop(cause(letter), None)):
            found.lost -= 1
        if line is None:
            found.waiting += 1
            continue
        found.marked += 1
        if not is_trial:
            outbox.had_left(letter, line.at or clock.now(), line.mime_id)
    return found


def _owed(schema: str, since: datetime) -> int:
    with context.tenant(schema):
        mails = InboundMail.objects.filter(state=InboundMail.State.RECEIVED, received_at__lte=since)
        working = MailSource.objects.filter(is_on=True, health=MailSource.Health.OK)
        return mails.count() + working.filter(last_success_at__lt=since).count()


def _schemas() -> list[str]:
    return [row.schema_name for row in context.each_tenant()]
