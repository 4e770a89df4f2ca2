"""Connecting an address to its mailbox elsewhere. The password comes in once and never leaves again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from core.audit import trail
from core.mail.models import Mailbox, MailSource
from core.mail.rules import FETCH_ALARM, FETCH_EVERY, HOST
from core.mail.sources import consent
from tenants import secrets, tasks
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable

# where one of these changes, what was fetched says nothing
PLACE = ("kind", "auth", "host", "username", "folder")
FACTS = (*PLACE, "port", "is_plain_start", "after", "move_to")


class BadSource(Invalid):
    """data: field."""

    code = "mail_source.invalid"
    sentence = "Please check {field}."


@transaction.atomic
def connect_source(
    mailbox: Mailbox, *, by: Actor, secret: str = "", brings_old: bool = False, **values: Any
) -> MailSource:
    """Fetch this address' mail from a server from now on, or change how.

    values: kind, auth, host, port, is_plain_start, username, folder, after, move_to.
    secret: "" keeps the old one. brings_old: what lies there already becomes tickets, too. Raises BadSource.
    """
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    row = MailSource.objects.filter(mailbox=mailbox).first() or MailSource(mailbox=mailbox)
    before = _facts(row) if row.pk else None
    for name, value in _checked(values).items():
        setattr(row, name, value)
    if not secret and (not row.secret or (before and before["auth"] != row.auth)):
        raise BadSource(field="password")
    if before is None or any(before[name] != getattr(row, name) for name in PLACE):
        row.uidvalidity, row.last_uid, row.known, row.owed, row.last_success_at = None, 0, [], [], None
        row.begin_at = None if brings_old else clock.now().replace(microsecond=0)  # servers know seconds
    row.secret = secrets.encrypt(secret) if secret else row.secret
    row.is_on, row.health, row.failures, row.failing_since, row.last_error = (
        True,
        MailSource.Health.NEW,
        0,
        None,
        "",
    )
    row.turn, row.lease_until = row.turn + 1, None  # a run over the old place ends without effect
    row.save()
    trail.record("mail_source.connected", on=mailbox, by=by, before=before, after=_facts(row))
    _look_now(row)
    return row


def connect_by_consent(
    mailbox: Mailbox, provider: str, *, by: Actor, username: str, code: str, verifier: str, callback: str
) -> MailSource:
    """Its owner has agreed at the provider: a worker exchanges the code and fetches from now on."""
    given = settings.MAIL_CONSENT[provider]
    kept = MailSource.objects.filter(mailbox=mailbox, auth=provider).first()
    return connect_source(
        mailbox, by=by, kind=MailSource.Kind.IMAP, auth=provider, host=given["host"], port=given["port"],
        is_plain_start=False, username=username, secret=consent.pending(code, verifier, callback),
        folder=kept.folder if kept else "INBOX", after=kept.after if kept else MailSource.After.SEEN,
        move_to=kept.move_to if kept else "",
    )  # fmt: skip


@transaction.atomic
def check_source(row: MailSource, *, by: Actor) -> None:
    """Fetch now instead of within a minute: what the test button does."""
    _look_now(row)


@transaction.atomic
def disconnect_source(row: MailSource, *, by: Actor) -> None:
    """Fetch no more. Mail that is here stays, and so does what lies there. Twice is once."""
    if MailSource.objects.filter(pk=row.pk).delete()[0]:
        trail.record("mail_source.disconnected", on=row.mailbox, by=by, before=_facts(row))
        clear_alarm(FETCH_ALARM, row.pk)


def _look_now(row: MailSource) -> None:
    set_alarm(FETCH_ALARM, row.pk, clock.now() + FETCH_EVERY)
    tasks.wake("mail.fetch", row.pk)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """In their types, safe to send in a command of the protocol. Raises BadSource."""
    plain: dict[str, Any] = {
        name: one_line(storable(str(values[name])), 254).strip()
        for name in ("host", "username", "folder", "move_to")
        if name in values
    }
    plain["host"] = plain["host"].lower().rstrip(".")
    plain["folder"] = plain.get("folder") or "INBOX"
    if not HOST.match(plain["host"]):
        raise BadSource(field="server")
    if not plain["username"]:
        raise BadSource(field="user name")
    kind, after, port = values["kind"], values["after"], values["port"]
    if kind not in MailSource.Kind.values:
        raise BadSource(field="protocol")
    if after not in MailSource.After.values or (after == MailSource.After.MOVE and not plain.get("move_to")):
        raise BadSource(field="what happens to fetched mail")
    if kind == MailSource.Kind.POP3 and after not in (MailSource.After.DELETE, MailSource.After.LEAVE):
        raise BadSource(field="what happens to fetched mail")
    if not 0 < port < 65536:
        raise BadSource(field="port")
    return {
        **plain,
        "auth": values.get("auth", MailSource.Auth.PASSWORD),
        "kind": kind,
        "after": after,
        "port": port,
        "is_plain_start": bool(values["is_plain_start"]),
    }


def _facts(row: MailSource) -> dict[str, Any]:
    """For the record: everything but the secret."""
    return {name: getattr(row, name) for name in FACTS}
