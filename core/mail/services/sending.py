"""Mail in the organization's own name: keys and records of its domains, and its own mail server."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django.db import transaction

from core.audit import trail
from core.mail import book
from core.mail.models import OwnRelay, SendingDomain
from core.mail.rules import HOST, SENDING_ALARM
from core.mail.selectors import own_domains
from core.mail.sending.signing import new_pair
from core.mail.services.sending_api import facts
from tenants import secrets, tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

Health = OwnRelay.Health


class NoAddressThere(Conflict):
    """data: name."""

    code = "sending.no_address"
    sentence = "None of your addresses ends in {name}. Add one first."


class BadRelay(Invalid):
    """data: field."""

    code = "sending.relay_invalid"
    sentence = "Please check {field}."


@transaction.atomic
def set_up_domain(name: str, *, by: Actor) -> SendingDomain:
    """Make a key for a domain of ours; it signs as soon as DNS holds the record. Twice is once.

    Raises NoAddressThere: nobody gets a key for a domain they do not write from.
    """
    name = one_line(storable(name), 253).strip().lower()
    if name not in own_domains():
        raise NoAddressThere(name=name)
    private, public = new_pair()
    selector = f"deskhand-{token_hex(3)}"  # a key made again is another record
    fresh = {"selector": selector, "private_key": private, "public_key": public}
    row, is_new = SendingDomain.objects.get_or_create(name=name, defaults=fresh)
    if is_new:
        trail.record("sending.domain_set_up", on=row, by=by, after={"name": name, "selector": row.selector})
        look_at_domain(row)
    return row


@transaction.atomic
def ask_look(row: SendingDomain, *, by: Actor) -> None:
    """Look at its records now instead of when it is due."""
    look_at_domain(row)


@transaction.atomic
def remove_domain(row: SendingDomain, *, by: Actor) -> None:
    """Sign no more; the key is gone. Twice is once."""
    if SendingDomain.objects.filter(pk=row.pk).delete()[0]:
        trail.record("sending.domain_removed", on=row, by=by, before={"name": row.name})
        clear_alarm(SENDING_ALARM, row.pk)
        book.signing_keys.changed()


@transaction.atomic
def use_relay(*, by: Actor, secret: str = "", **values: Any) -> OwnRelay:
    """Send mail of the organization's own domains through its own server from now on, or change which.

    values: host, port, is_plain_start, username. secret: "" keeps the old one. Raises BadRelay.
    """
    row = OwnRelay.objects.select_for_update().first() or OwnRelay()
    before = facts(row) if row.pk else None
    for name, value in _checked(values).items():
        setattr(row, name, value)
    is_same = before and (before.get("host"), before.get("username")) == (row.host, row.username)
    if before and secret == "" and not is_same:
        row.secret = ""  # a password goes to no other server than it was given for
    row.provider, row.options = "", {}
    row.secret = secrets.encrypt(secret) if secret else row.secret
    if row.username and not row.secret:
        raise BadRelay(field="password")
    row.health, row.failures, row.failing_since, row.last_error = Health.NEW, 0, None, ""
    row.save()
    trail.record("sending.relay_set", on=row, by=by, before=before, after=facts(row))
    book.own_relay.changed()
    tasks.wake("mail.try_relay")
    return row


@transaction.atomic
def check_relay(row: OwnRelay, *, by: Actor) -> None:
    """Connect and sign in now: what the test button does."""
    tasks.wake("mail.try_relay")


@transaction.atomic
def drop_relay(row: OwnRelay, *, by: Actor) -> None:
    """Back to the platform's server. Letters that wait leave through it. Twice is once."""
    if OwnRelay.objects.filter(pk=row.pk).delete()[0]:
        trail.record("sending.relay_dropped", on=row, by=by, before=facts(row))
        book.own_relay.changed()


def look_at_domain(row: SendingDomain) -> None:
    """In a transaction: ask DNS soon. The alarm is the net behind the wake-up."""
    now = clock.now()
    SendingDomain.objects.filter(pk=row.pk).update(asked_at=now)
    set_alarm(SENDING_ALARM, row.pk, now)
    tasks.wake("mail.look_at_domain", row.pk)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """In their types. Raises BadRelay."""
    host = one_line(storable(str(values["host"])), 253).strip().lower().rstrip(".")
    if not HOST.match(host):
        raise BadRelay(field="server")
    if not 0 < values["port"] < 65536:
        raise BadRelay(field="port")
    return {
        "host": host,
        "port": values["port"],
        "is_plain_start": bool(values["is_plain_start"]),
        "username": one_line(storable(str(values["username"])), 254).strip(),
    }
