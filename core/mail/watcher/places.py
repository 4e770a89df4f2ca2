"""Which mailboxes are held open: those by IMAP that work, of organizations that take mail."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from django.db import connections

from core.mail.models import MailSource
from core.mail.rules import FETCH_ALARM
from core.mail.sources import consent
from core.mail.sources.idle import IdleBox
from tenants import context, secrets, selectors, shards
from tenants.alarms.bell import schemas_with
from tenants.kernel.errors import NotFound, Unavailable
from tenants.models import Tenant
from tenants.rules import Door, Pass


class NotNow(Unavailable):
    code = "mail_source.not_now"
    sentence = "It is gone, or its access is being renewed: fetching by the minute goes on."


@dataclass(frozen=True, slots=True)
class Place:
    """facts: what the connection depends on. When one changes, the old connection ends."""

    tenant: Tenant
    source_id: int
    facts: tuple[object, ...]


def wanted() -> set[Place]:
    """Every mailbox to hold open. The alarms say which organizations have any: one query for all of them."""
    try:
        resting, found = selectors.resting(), set()
        for _shard in shards.each():
            for schema in schemas_with(FETCH_ALARM, but=resting):
                with suppress(NotFound):  # purged meanwhile
                    found |= _of(schema)
        return found
    finally:
        connections.close_all()


def opened(place: Place) -> IdleBox:
    """Signed in. The database is let go before the network is waited for. NotNow, and what IdleBox raises.

    Only the fetching worker renews an access token: two at once could lock each other out.
    """
    try:
        with context.tenant(place.tenant):
            source = MailSource.objects.filter(pk=place.source_id, is_on=True).first()
            if source is None:
                raise NotNow
            by_password = source.auth == MailSource.Auth.PASSWORD
            secret = secrets.decrypt(source.secret) if by_password else consent.lasting_token(source)
    finally:
        connections.close_all()
    if not secret:
        raise NotNow
    return IdleBox(source, secret)


def _of(schema: str) -> set[Place]:
    with context.tenant(schema) as tenant:
        if tenant.at(Door.MAIL_IN) is not Pass.OPEN:
            return set()
        rows = MailSource.objects.filter(kind=MailSource.Kind.IMAP, is_on=True, health=MailSource.Health.OK)
        return {Place(tenant, row.pk, (tenant.shard, *_facts(row))) for row in rows}


def _facts(row: MailSource) -> tuple[object, ...]:
    password = row.secret if row.auth == MailSource.Auth.PASSWORD else ""  # tokens change by the hour
    return row.auth, row.host, row.port, row.is_plain_start, row.username, row.folder, password
