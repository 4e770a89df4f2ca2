"""Letting a provider bring the mail of an address by webhook."""

from __future__ import annotations

import secrets as random

from django.db import transaction

from core.audit import trail
from core.mail.hooks.providers import PROVIDERS
from core.mail.models import Mailbox, MailHook
from tenants import secrets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

USER = "deskhand"


class BadHook(Invalid):
    """data: field."""

    code = "mail_hook.invalid"
    sentence = "Please check {field}."


@transaction.atomic
def open_hook(mailbox: Mailbox, provider: str, *, by: Actor, signing_key: str = "") -> MailHook:
    """Take this address' mail from a provider. A new one each time: the old address is dead at once.

    signing_key: of providers that sign. Raises BadHook.
    """
    kind = PROVIDERS.get(provider)
    if kind is None:
        raise BadHook(field="provider")
    signing_key = signing_key.strip()
    if kind.signs and not (signing_key and signing_key.isascii()):
        raise BadHook(field="signing key")
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    MailHook.objects.filter(mailbox=mailbox).delete()
    secret = signing_key if kind.signs else f"{USER}:{random.token_urlsafe(24)}"
    row = MailHook.objects.create(mailbox=mailbox, provider=provider, secret=secrets.encrypt(secret))
    trail.record("mail_hook.opened", on=mailbox, by=by, after={"provider": provider})
    return row


@transaction.atomic
def close_hook(row: MailHook, *, by: Actor) -> None:
    """Take no more mail there. Twice is once."""
    if MailHook.objects.filter(pk=row.pk).delete()[0]:
        trail.record("mail_hook.closed", on=row.mailbox, by=by, before={"provider": row.provider})
