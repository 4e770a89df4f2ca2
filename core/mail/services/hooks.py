"""Letting a provider bring the mail of an address by webhook."""

from __future__ import annotations

import json
import secrets as random

from django.db import transaction

from core.audit import trail
from core.mail.hooks.providers import PROVIDERS, Provider
from core.mail.hooks.sns import TOPIC
from core.mail.models import Mailbox, MailHook
from tenants import secrets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

USER = "deskhand"
LONGEST = 300  # characters
FIELDS = {
    "signing_key": "signing key",
    "api_key": "API key",
    "topic": "topic",
    "access_key": "access key",
    "secret_key": "secret key",
}


class BadHook(Invalid):
    """data: field."""

    code = "mail_hook.invalid"
    sentence = "Please check {field}."


@transaction.atomic
def open_hook(mailbox: Mailbox, provider: str, *, by: Actor, **given: str) -> MailHook:
    """Take this address' mail from a provider. A new one each time: the old address is dead at once.

    given: what the provider's `needs` and `may` name: signing_key, api_key, topic, access_key, secret_key.
    Raises BadHook.
    """
    kind = PROVIDERS.get(provider)
    if kind is None:
        raise BadHook(field="provider")
    values = _checked(kind, given)
    if not kind.signs:
        values["password"] = f"{USER}:{random.token_urlsafe(24)}"
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    MailHook.objects.filter(mailbox=mailbox).delete()
    secret = secrets.encrypt(json.dumps(values))
    row = MailHook.objects.create(mailbox=mailbox, provider=provider, secret=secret)
    trail.record("mail_hook.opened", on=mailbox, by=by, after={"provider": provider})
    return row


@transaction.atomic
def close_hook(row: MailHook, *, by: Actor) -> None:
    """Take no more mail there. Twice is once."""
    if MailHook.objects.filter(pk=row.pk).delete()[0]:
        trail.record("mail_hook.closed", on=row.mailbox, by=by, before={"provider": row.provider})


def _checked(kind: Provider, given: dict[str, str]) -> dict[str, str]:
    """What the provider needs, fit for a header and an address. Raises BadHook."""
    names = (*kind.needs, *kind.may)
    values = {name: given[name].strip() for name in names if given.get(name, "").strip()}
    for name in names:
        value = values.get(name, "")
        if (name in kind.needs and not value) or not value.isascii() or len(value) > LONGEST:
            raise BadHook(field=FIELDS[name])
    if "topic" in values and not TOPIC.fullmatch(values["topic"]):
        raise BadHook(field=FIELDS["topic"])
    if ("access_key" in values) != ("secret_key" in values):
        raise BadHook(field=FIELDS["secret_key"])
    return values
