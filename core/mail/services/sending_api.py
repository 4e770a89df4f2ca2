"""Mail in the organization's own name through a provider's API, and the test mail that proves a way works."""

from __future__ import annotations

import json
import secrets as random
from typing import Any

from django.db import transaction

from core.accounts.models import User
from core.audit import trail
from core.mail import book
from core.mail.hooks.trackers import TRACKERS
from core.mail.letters import staff
from core.mail.models import Letter, Mailbox, OwnRelay
from core.mail.rules import is_platform_address
from core.mail.sending.api import values_of
from core.mail.sending.providers import PROVIDERS, TOKEN, Provider
from core.mail.services.hooks import USER
from tenants import secrets, tasks
from tenants.kernel import ids
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable


class BadProvider(Invalid):
    """data: field, the name of a field of the provider or "provider"."""

    code = "sending.provider_invalid"
    sentence = "Please check {field}."


class NoOwnAddress(Conflict):
    code = "sending.no_own_address"
    sentence = (
        "No mail would leave this way: all addresses end in our domain. Add one of your own domain first."
    )


@transaction.atomic
def use_provider(provider: str, values: dict[str, str], *, by: Actor) -> OwnRelay:
    """Send mail of the organization's own domains through a provider from now on, or change its keys.

    values: {field: text}, and "place" for the region. An empty secret keeps the old one of the same
    provider. Replaces an own server. Raises BadProvider.
    """
    kind = PROVIDERS.get(provider)
    if kind is None:
        raise BadProvider(field="provider")
    row = OwnRelay.objects.select_for_update().first() or OwnRelay()
    before = facts(row) if row.pk else None
    held = values_of(row) if row.pk and row.provider == provider else {}
    given = _checked(kind, values, held)
    hidden = {one.name for one in kind.fields if one.is_secret}

    if row.provider != provider:
        _open_for_events(row, provider)
    row.provider, row.host, row.username = provider, "", ""
    row.options = {name: text for name, text in given.items() if name not in hidden}
    row.secret = secrets.encrypt(json.dumps({name: given[name] for name in sorted(hidden)}))
    row.health, row.failures, row.failing_since, row.last_error = OwnRelay.Health.NEW, 0, None, ""
    row.save()

    trail.record("sending.provider_set", on=row, by=by, before=before, after=facts(row))
    book.own_relay.changed()
    return row


@transaction.atomic
def set_events_key(row: OwnRelay, key: str, *, by: Actor) -> None:
    """The key that the provider signs its events with. Raises BadProvider."""
    key = key.strip()
    tracker = TRACKERS.get(row.provider)
    if tracker is None or not tracker.signs or not TOKEN.fullmatch(key):
        raise BadProvider(field="key")
    OwnRelay.objects.filter(pk=row.pk).update(events_secret=secrets.encrypt(key), events_error="")
    trail.record("sending.events_key_set", on=row, by=by)


def _open_for_events(row: OwnRelay, provider: str) -> None:
    """A new address: what the provider before was told leads nowhere any more."""
    tracker = TRACKERS.get(provider)
    has_password = tracker is not None and not tracker.signs
    row.public_id = ids.public_id()
    row.events_secret = secrets.encrypt(f"{USER}:{random.token_urlsafe(24)}") if has_password else ""
    row.events, row.last_event_at, row.events_error, row.events_refused_at = 0, None, "", None


@transaction.atomic
def send_trial(*, by: Actor) -> Letter:
    """A test mail to the colleague who asks, from an own address. A worker sends it. Raises NoOwnAddress."""
    row = OwnRelay.objects.select_for_update().first()
    mailbox = own_mailbox()
    if row is None or mailbox is None:
        raise NoOwnAddress
    OwnRelay.objects.filter(pk=row.pk).update(health=OwnRelay.Health.NEW)
    letter = staff.trial(mailbox, row.label, User.objects.get(pk=by.id or 0))
    trail.record("sending.tried", on=row, by=by, after={"to": letter.recipient})
    tasks.wake("mail.deliver", letter.pk)
    return letter


def own_mailbox() -> Mailbox | None:
    """The first address that leaves through the organization's own way; the default one is the first."""
    return next((box for box in book.mailboxes() if not is_platform_address(box.address)), None)


def facts(row: OwnRelay) -> dict[str, Any]:
    """For the record: everything but the secret."""
    if row.provider:
        return {"provider": row.provider, **row.options}
    return {name: getattr(row, name) for name in ("host", "port", "is_plain_start", "username")}


def _checked(kind: Provider, values: dict[str, str], held: dict[str, str]) -> dict[str, str]:
    """Every field in its shape. Raises BadProvider with the first that is not."""
    found = {}
    for one in kind.fields:
        text = one_line(storable(str(values.get(one.name, ""))), 400).strip()
        if not text and one.is_secret:
            text = held.get(one.name, "")
        if (one.is_required or text) and not one.shape.fullmatch(text):
            raise BadProvider(field=one.name)
        found[one.name] = text
    if len(kind.places) > 1:
        found["place"] = values.get("place", "")
        if found["place"] not in kind.places:
            raise BadProvider(field="place")
    return found
