"""Webhooks as rows: stored once, claimed by one worker at a time, tried again until they work."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, QuerySet

from billing import rules
from billing.gateway import RemoteEvent
from billing.models import StripeEvent
from tenants.kernel import clock
from tenants.kernel.text import one_line

State = StripeEvent.State
FORGET_AFTER = timedelta(days=40)  # Stripe repeats an event for three days, by hand for thirty


def accept_event(remote: RemoteEvent) -> StripeEvent | None:
    """Store a verified event; None when it is known. One about no customer is done at once."""
    row, is_new = StripeEvent.objects.get_or_create(
        event_id=remote.id,
        defaults={
            "kind": remote.kind,
            "payload": {"customer": remote.customer, "object": remote.object_id},
            "state": State.RECEIVED if remote.customer else State.DONE,
        },
    )
    return row if is_new else None


def claim_event(pk: int) -> StripeEvent | None:
    """Take an event for the time of a lease; None when it is settled or in other hands."""
    moment = clock.now()
    taken = StripeEvent.objects.filter(pk=pk, state=State.RECEIVED, run_at__lte=moment).update(
        run_at=moment + rules.EVENT_LEASE, attempts=F("attempts") + 1
    )
    return StripeEvent.objects.get(pk=pk) if taken else None


def event_done(row: StripeEvent) -> None:
    """Settle it, unless the lease ran out and somebody else has it."""
    _still_mine(row).update(state=State.DONE, last_error="")


def event_failed(row: StripeEvent, error: Exception, *, retryable: bool) -> None:
    """Put it off, doubling; give up when trying again cannot help or has not helped for a day."""
    wait = min(rules.EVENT_WAIT * 2 ** (row.attempts - 1), rules.LONGEST_EVENT_WAIT)
    again = retryable and row.attempts < rules.EVENT_ATTEMPTS
    _still_mine(row).update(
        state=State.RECEIVED if again else State.FAILED,
        run_at=clock.now() + wait,
        last_error=one_line(repr(error), 290),
    )


def due_events(limit: int = 100) -> list[int]:
    """Events whose time has come, oldest first."""
    rows = StripeEvent.objects.filter(state=State.RECEIVED, run_at__lte=clock.now()).order_by("run_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def forget_events() -> int:
    """Drop what Stripe can no longer repeat; returns how many."""
    gone, _ = StripeEvent.objects.filter(
        state=State.DONE, received_at__lt=clock.now() - FORGET_AFTER
    ).delete()
    return gone


def _still_mine(row: StripeEvent) -> QuerySet[StripeEvent]:
    return StripeEvent.objects.filter(pk=row.pk, state=State.RECEIVED, attempts=row.attempts)
