"""What became of looks and tries: findings of DNS, and how the organization's own server is doing."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from core.mail import book
from core.mail.events import OwnRelayFailing, OwnRelayRecovered
from core.mail.models import OwnRelay, SendingDomain
from core.mail.rules import LOOK_AGAIN, LOOK_DAILY, SENDING_ALARM, SETTING_UP, TELL_AFTER
from core.mail.sending import records
from tenants.alarms.bell import set_alarm
from tenants.events.bus import publish
from tenants.kernel import clock
from tenants.kernel.errors import Refusal
from tenants.kernel.text import one_line
from tenants.lookup import DnsSilent

log = logging.getLogger(__name__)
Health = OwnRelay.Health
FRESH = timedelta(hours=1)


def look(domain_id: int) -> None:
    """Ask DNS about one domain and write down what it said. An answer that never came changes nothing."""
    row = SendingDomain.objects.filter(pk=domain_id).first()
    if row is None:
        return
    try:
        found = records.look(row)
    except DnsSilent:
        _next(row, {"asked_at": None})
        return
    _next(row, {**found, "asked_at": None, "looked_at": clock.now()})


@transaction.atomic
def _next(row: SendingDomain, found: dict[str, object]) -> None:
    SendingDomain.objects.filter(pk=row.pk).update(**found)
    book.signing_keys.changed()
    now = clock.now()
    is_young = row.looked_at is None or row.dkim != SendingDomain.Finding.FINE
    set_alarm(SENDING_ALARM, row.pk, now + (LOOK_AGAIN if is_young and _is_set_up(row) else LOOK_DAILY))


def _is_set_up(row: SendingDomain) -> bool:
    """Was it made so lately that its records may still be on their way?"""
    return row.made_at > clock.now() - SETTING_UP


def is_news(row: OwnRelay) -> bool:
    """Is a success worth a write? After trouble, and once an hour for the page."""
    return row.health != Health.OK or not row.last_success_at or row.last_success_at < clock.now() - FRESH


@transaction.atomic
def went(relay_id: int) -> None:
    """The server took a letter or a sign-in."""
    row = OwnRelay.objects.select_for_update().filter(pk=relay_id).first()
    if row is None or not is_news(row):
        return
    if row.failures >= TELL_AFTER:
        publish(OwnRelayRecovered(row.label))
    book.own_relay.changed()
    OwnRelay.objects.filter(pk=row.pk).update(
        health=Health.OK, failures=0, failing_since=None, last_error="", last_success_at=clock.now()
    )


@transaction.atomic
def failed(relay_id: int, why: Refusal) -> None:
    """It could not be reached or would not let us in; people are told once."""
    log.warning("own mail server fails", extra={"relay": relay_id, "why": str(why)})
    still = Q(pk=relay_id)
    OwnRelay.objects.filter(still, failing_since=None).update(failing_since=clock.now())
    OwnRelay.objects.filter(still).update(
        health=Health.FAILING, failures=F("failures") + 1, last_error=one_line(str(why), 300)
    )
    book.own_relay.changed()
    if row := OwnRelay.objects.filter(still, failures=TELL_AFTER).first():
        publish(OwnRelayFailing(row.label, row.last_error))
