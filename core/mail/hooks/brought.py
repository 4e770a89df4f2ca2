"""A call that is not whole: kept as it came, then proven and completed by a worker, outside of any request.

Only a proven and complete mail enters the pipeline. While something cannot be fetched the call is tried
again; after three days what is known of the mail is held for a person. So is, at once, a proven call that
nobody can read: a mail is in it all the same, and so nothing is lost.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import timedelta
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from core.mail import inbox
from core.mail.hooks import brevo, kept, ses, signature
from core.mail.hooks.kept import Mail
from core.mail.hooks.proof import NotProven, NotUnderstood, note
from core.mail.hooks.providers import PROVIDERS, values_of
from core.mail.hooks.web import TooMuch
from core.mail.models import InboundMail
from core.mail.models_hooks import BroughtCall, MailHook
from tenants import tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.errors import Refusal
from tenants.kernel.text import one_line

ALARM = "mail.brought"
LEASE = timedelta(minutes=4)  # fifty attachments at the slowest we wait for
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
INCOMPLETE = "The provider could not give all of this mail: {why}"
UNREADABLE = (AnymailError, LookupError, ValueError, TypeError, AttributeError)
UNREAD = b"Subject: A mail that could not be read\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


@transaction.atomic
def keep(hook: MailHook, body: bytes) -> int:
    """1 if it is new. Committed when this returns."""
    key = hashlib.sha256(hook.public_id.encode() + body).hexdigest()
    row, is_new = BroughtCall.objects.get_or_create(
        key=key, defaults=_facts(hook) | {"body": zlib.compress(body, 1)}
    )
    if is_new:
        set_alarm(ALARM, row.pk, clock.now() + LEASE)
        tasks.wake("mail.complete", row.pk)
    return int(is_new)


def complete(call_id: int) -> None:
    """From a call to mails. Twice is once."""
    if (call := _claim(call_id)) is None:
        return
    given = json.loads(_body(call))
    try:
        mails = _mails(call, given)
    except (NotProven, NotUnderstood) as refusal:
        _drop(call, refusal)
    except Refusal as fault:  # the network, or what lies there is too large
        _fault(call, given, fault)
    except kept.TooLarge:
        _hold(call, given, TooMuch(host=PROVIDERS[call.provider].label))
    except UNREADABLE as fault:
        _hold(call, given, NotUnderstood(why=one_line(f"{type(fault).__name__} {fault}", 200)))
    else:
        _settle(call, mails)


def look(call_id: int) -> bool:
    """Is it still to be completed? Sets the next alarm, should the worker be lost."""
    if not BroughtCall.objects.filter(pk=call_id).exists():
        return False
    set_alarm(ALARM, call_id, clock.now() + LEASE)
    return True


def _facts(hook: MailHook) -> dict[str, Any]:
    return {"mailbox": hook.mailbox, "provider": hook.provider, "secret": hook.secret}


def _mails(call: BroughtCall, given: dict[str, Any], *, all_of_it: bool = True) -> list[Mail]:
    values = values_of(call)
    if call.provider == "brevo":
        found = brevo.events(given, values, with_files=all_of_it)
        return [mail for event in found for mail in kept.of_event(call.mailbox, event)]
    signature.check(given, values["topic"], may_fetch=True)
    whole = ses.mails(given, values) if all_of_it else ses.stub(given, values)
    return [mail for raw, sender, named in whole for mail in kept.addressed(call.mailbox, raw, sender, named)]


def _claim(call_id: int) -> BroughtCall | None:
    moment = clock.now()
    free = Q(lease_until=None) | Q(lease_until__lt=moment)
    won = BroughtCall.objects.filter(free, pk=call_id).update(
        lease_until=moment + LEASE, turn=F("turn") + 1, attempts=F("attempts") + 1
    )
    return BroughtCall.objects.select_related("mailbox").get(pk=call_id) if won else None


@transaction.atomic
def _settle(call: BroughtCall, mails: list[Mail], reason: str = "") -> None:
    """The mails come in and the call goes, or neither."""
    if not _mine(call).delete()[0]:
        return
    clear_alarm(ALARM, call.pk)
    fresh = kept.keep(call.mailbox, mails)
    for row in InboundMail.objects.filter(pk__in=fresh if reason else ()):
        inbox.quarantine(row, reason)


@transaction.atomic
def _drop(call: BroughtCall, refusal: Refusal) -> None:
    """Not theirs, or no mail: it never becomes one."""
    if _mine(call).delete()[0]:
        clear_alarm(ALARM, call.pk)
        note(call.mailbox_id, refusal)


def _fault(call: BroughtCall, given: dict[str, Any], fault: Refusal) -> None:
    """Again after 1, 2, 4 … 60 minutes; in the end a person sees what there is."""
    if isinstance(fault, TooMuch | ses.NotInside) or call.received_at < clock.now() - GIVE_UP_AFTER:
        _hold(call, given, fault)
        return
    wait = min(timedelta(minutes=1) * 2 ** min(call.attempts - 1, 10), LONGEST_WAIT)
    with transaction.atomic():
        if _mine(call).update(lease_until=None):
            set_alarm(ALARM, call.pk, clock.now() + wait)
            note(call.mailbox_id, fault)


def _hold(call: BroughtCall, given: dict[str, Any], fault: Refusal) -> None:
    """For a person: what can be read of it, or else the call as it came."""
    try:
        mails = _mails(call, given, all_of_it=False)
    except Refusal:  # not even the certificate could be had: nothing proves that it is theirs
        _drop(call, NotProven())
        return
    except UNREADABLE:
        mails = [(UNREAD + _body(call)[: settings.MAIL_LIMIT], "", call.mailbox.address)]
    _settle(call, mails, INCOMPLETE.format(why=fault.message))


def _body(call: BroughtCall) -> bytes:
    return zlib.decompress(bytes(call.body))


def _mine(call: BroughtCall) -> Any:
    return BroughtCall.objects.filter(pk=call.pk, turn=call.turn)
