"""One call of a sending provider that tells what became of mails: proven, read, heard before the answer."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F, Q
from django.http import HttpRequest

from core.mail import delivery
from core.mail.hooks.proof import NotProven, NotUnderstood
from core.mail.hooks.trackers import TRACKERS
from core.mail.models import Letter, OwnRelay
from core.mail.parsing.bounces import is_hard
from core.mail.parsing.dsn import CODE
from tenants import secrets, tasks
from tenants.kernel import clock
from tenants.kernel.text import one_line, storable

log = logging.getLogger(__name__)
Delivery = Letter.Delivery
LARGEST = 4 * 1024 * 1024  # bytes of a call; providers send a thousand events at most
KINDS = {
    "deferred": Delivery.DEFERRED,
    "delivered": Delivery.DELIVERED,
    "bounced": Delivery.BOUNCED,
    "rejected": Delivery.BOUNCED,
    "failed": Delivery.BOUNCED,
    "complained": Delivery.COMPLAINED,
}  # opened, clicked and the like are let go by
SAYS_HOW = {"type", "event", "bouncetype", "bouncesubtype", "severity", "hard_bounce", "bounce_class"}
SOFT = re.compile(r"soft|transient|temporary|blocked|delay|=full|hard_bounce=false|mailboxfull")
HARD = re.compile(r"=hard|hard_bounce=true|permanent|bademailaddress|bounce_class=(10|30)\b")


def take(row: OwnRelay, request: HttpRequest) -> int:
    """How many reports were news. Raises NotProven, NotUnderstood; nothing is kept then."""
    tracker = TRACKERS[row.provider]
    secret = secrets.decrypt(row.events_secret) if row.events_secret else ""
    try:
        if not secret:
            raise AnymailWebhookValidationFailure
        receiver = tracker.receiver(secret)
        tracker.prove(receiver, request, secret)
        events = receiver.parse_events(request)
        reports = [found for event in events if (found := _report(event))]
    except AnymailWebhookValidationFailure:
        raise _refused(row, NotProven()) from None
    except (AnymailError, ImproperlyConfigured, LookupError, ValueError, TypeError, AttributeError) as fault:
        raise _refused(row, NotUnderstood(why=one_line(f"{type(fault).__name__} {fault}", 200))) from fault
    return _keep(row, reports, _subscription(row, request))


def _report(event: Any) -> tuple[Q, delivery.Report] | None:
    """Which letter it is about, and what it says. None for what we do not ask for."""
    kind = KINDS.get(str(event.event_type))
    if kind is None:
        return None
    named = str((event.metadata or {}).get("letter") or "")
    theirs = str(event.message_id or "").strip("<>")[:255]
    which = Q(public_id=named) if named else Q(provider_id=theirs) | Q(mime_id=theirs)
    said = str(event.mta_response or event.description or event.reject_reason or "")
    report = delivery.Report(
        kind,
        at=event.timestamp or clock.now(),
        address=str(event.recipient or "")[:254],
        words=one_line(storable(said), 250),
        is_hard=kind == Delivery.BOUNCED and event.event_type == "bounced" and _is_hard(event, said),
        key=str(event.event_id or ""),
    )
    return (which, report) if named or theirs else None


def _is_hard(event: Any, said: str) -> bool:
    """Will it fail next time too? The provider's own word first, then the server's status."""
    how = " ".join(_flags(event.esp_event, 3)).lower()
    if SOFT.search(how):
        return False
    if HARD.search(how) or event.reject_reason == "invalid" or "hard bounce" in said:
        return True
    found = CODE.search(said)
    return is_hard(found.group(1) if found else "", said)


def _flags(data: Any, depth: int) -> Iterator[str]:
    """ "type=hardbounce" of whatever names the manner of a failure."""
    if not hasattr(data, "items"):
        return
    for key, value in data.items():
        if str(key).lower() in SAYS_HOW and isinstance(value, str | bool | int):
            yield f"{key}={value}"
        elif depth:
            yield from _flags(value, depth - 1)


def _subscription(row: OwnRelay, request: HttpRequest) -> tuple[str, str] | None:
    """(topic, token) of Amazon's question whether we want its events; a worker says yes."""
    if row.provider != "amazon_ses":
        return None
    asked = json.loads(request.body)
    if asked.get("Type") != "SubscriptionConfirmation":
        return None
    return str(asked.get("TopicArn"))[:300], str(asked.get("Token"))[:1000]


@transaction.atomic
def _keep(row: OwnRelay, reports: list[tuple[Q, delivery.Report]], asked: tuple[str, str] | None) -> int:
    """Of letters that are not ours (the account may send other mail, too) nothing is kept."""
    news = 0
    for which, report in reports:
        letter_id = Letter.objects.filter(which).order_by("id").values_list("pk", flat=True).first()
        news += bool(letter_id and delivery.hear(letter_id, report))
    OwnRelay.objects.filter(pk=row.pk).update(
        events=F("events") + news, last_event_at=clock.now(), events_error=""
    )
    if asked:
        tasks.wake("mail.confirm_events", *asked)
    return news


def _refused(row: OwnRelay, refusal: NotProven | NotUnderstood) -> NotProven | NotUnderstood:
    """Kept for the page: a wrong key at the provider is found there and nowhere else."""
    log.warning("a provider's event was refused", extra={"relay": row.pk, "code": refusal.code})
    OwnRelay.objects.filter(pk=row.pk).update(
        events_error=one_line(storable(refusal.message), 300), events_refused_at=clock.now()
    )
    return refusal
