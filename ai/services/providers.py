"""Which endpoints are asked, in what order. Decided by people who may, recorded without keys.

A key is written, never read again by anybody but the gateway; one that belongs to another address is not
kept, so nobody can have it sent somewhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ai import book, routes
from ai.models import Provider, Task
from ai.services import meaning
from core.audit import trail
from tenants import outbound, secrets, tasks
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable

MOST = 10
LONGEST_KEY = 4_000
AGAIN = 90  # seconds after which a test that was never answered may be asked for again


class BadProvider(Invalid):
    """data: fields, {name: [sentence]}."""

    code = "ai.provider_invalid"
    sentence = "Please check the marked fields."


class EnoughProviders(Conflict):
    """data: limit."""

    code = "ai.enough_providers"
    sentence = "There can be {limit} endpoints. Remove one to add another."


class PlatformsOwn(Conflict):
    code = "ai.platforms_own"
    sentence = "This endpoint is the platform's. It can be switched off and moved, not changed or removed."


@transaction.atomic
def save_provider(row: Provider | None, values: Mapping[str, Any], *, by: Actor) -> Provider:
    """Add an endpoint, or change what `values` names of one, and have it tested.

    values: name, base_url, key, tasks ({task: model}), region, is_on. An empty key keeps the old one of the
    same address. Raises BadProvider, EnoughProviders, PlatformsOwn.
    """
    if row is None:
        if Provider.objects.filter(is_platform=False).count() >= MOST:
            raise EnoughProviders(limit=MOST)
        row = Provider(position=_behind())
    else:
        row = locked(row)
    if row.is_platform:
        raise PlatformsOwn
    before = facts(row) if row.pk else None
    was, had_key = row.base_url, row.secret
    _fill(row, values)
    if row.base_url != was:
        row.secret, row.form = "", ""
    if key := str(values.get("key") or "").strip():
        row.secret = secrets.encrypt(key)
    if before == facts(row) and row.secret == had_key:
        return row
    row.failures, row.last_error, row.tested = 0, "", []
    row.asked_at = None  # a test that is under way asks the old endpoint: it says nothing of this one
    row.save()

    trail.record("ai.provider_saved", on=row, by=by, before=before, after=facts(row) | {"key_set": bool(key)})
    book.providers.changed()
    meaning.look_later()
    return ask_test(row, by=by)


@transaction.atomic
def switch_provider(row: Provider, is_on: bool, *, by: Actor) -> Provider:
    """Ask it, or do not, from the next message on. Twice is once."""
    row = locked(row)
    if row.is_on == is_on:
        return row
    row.is_on = is_on
    row.save(update_fields=["is_on"])
    trail.record("ai.provider_switched", on=row, by=by, after={"name": row.name, "is_on": is_on})
    book.providers.changed()
    meaning.look_later()
    return row


@transaction.atomic
def remove_provider(row: Provider, *, by: Actor) -> None:
    """Its key is forgotten with it. Raises PlatformsOwn."""
    row = locked(row)
    if row.is_platform:
        raise PlatformsOwn
    trail.record("ai.provider_removed", on=row, by=by, before=facts(row))
    row.delete()
    book.providers.changed()
    meaning.look_later()


@transaction.atomic
def order_providers(wanted: Sequence[str], *, by: Actor) -> None:
    """Ask them in this order of public ids; those not named come last, as they stood."""
    if routes.has_platform():
        locked(routes.platform_row())
    rows = {row.public_id: row for row in Provider.objects.select_for_update().order_by("position", "pk")}
    named = [one for one in dict.fromkeys(wanted) if one in rows]
    after = [*named, *(one for one in rows if one not in named)]
    if after == list(rows):
        return
    for position, public_id in enumerate(after, start=1):
        rows[public_id].position = position
    Provider.objects.bulk_update(rows.values(), ["position"])
    names = [rows[one].name for one in after]
    trail.record("ai.providers_ordered", on=rows[after[0]], by=by, after={"order": names})
    book.providers.changed()
    meaning.look_later()


@transaction.atomic
def ask_test(row: Provider, *, by: Actor) -> Provider:
    """Have a worker ask each of its models something small. One test at a time."""
    row = locked(row)
    now = clock.now()
    if row.asked_at and (now - row.asked_at).total_seconds() < AGAIN:
        return row
    row.asked_at, row.tested = now, []
    row.save(update_fields=["asked_at", "tested"])
    trail.record("ai.provider_tested", on=row, by=by, after={"name": row.name})
    tasks.wake("ai.try_provider", row.pk)
    return row


def locked(row: Provider) -> Provider:
    """The row under lock; the platform's is made first."""
    if row.is_platform and row.pk is None:
        Provider.objects.bulk_create([routes.platform_row()], ignore_conflicts=True)
        book.providers.changed()
        return Provider.objects.select_for_update().get(is_platform=True)
    return Provider.objects.select_for_update().get(pk=row.pk)


def facts(row: Provider) -> dict[str, Any]:
    """For the record: everything but the key."""
    return {name: getattr(row, name) for name in ("name", "base_url", "tasks", "region", "is_on")}


def _behind() -> int:
    """After the organization's own, before a platform's that nobody has moved."""
    last = Provider.objects.filter(is_platform=False).order_by("-position").first()
    return (last.position if last else 0) + 1


def _fill(row: Provider, values: Mapping[str, Any]) -> None:
    wrong: dict[str, list[str]] = {}
    if "name" in values or not row.pk:
        row.name = one_line(storable(str(values.get("name", ""))), 60).strip()
        taken = Provider.objects.filter(name__iexact=row.name).exclude(pk=row.pk).exists()
        if not row.name or taken:
            wrong["name"] = [_("Another endpoint has this name.") if taken else _("Give it a name.")]
    if "base_url" in values or not row.pk:
        row.base_url = str(values.get("base_url", "")).strip().rstrip("/")
        if sentence := _about_address(row.base_url):
            wrong["base_url"] = [sentence]
    if "tasks" in values or not row.pk:
        row.tasks = _tasks(values.get("tasks") or {})
        if not row.tasks:
            wrong["tasks"] = [_("Name at least one model.")]
    key = str(values.get("key") or "")
    if len(key) > LONGEST_KEY or not key.isascii() or any(sign.isspace() for sign in key.strip()):
        wrong["key"] = [_("A key has no blanks and plain letters only.")]
    row.region = one_line(storable(str(values.get("region", row.region))), 60).strip()
    row.is_on = bool(values.get("is_on", row.is_on))
    if wrong:
        raise BadProvider(fields=wrong)


def _tasks(given: Mapping[str, Any]) -> dict[str, str]:
    named = {task: one_line(storable(str(given.get(task) or "")), 120).strip() for task in Task.values}
    return {task: model for task, model in named.items() if model}


def _about_address(url: str) -> str:
    """What is wrong with it, as far as that can be said without asking the network; "" when nothing is."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return _("This is no web address.")
    if len(url) > 300 or parts.scheme not in ("https", "http") or not host or parts.query or parts.fragment:
        return _("An address like https://api.example.com/v1, without anything after the path.")
    if parts.username or parts.password:
        return _("The key has a field of its own; it does not belong into the address.")
    if parts.scheme == "http" and not settings.OUTBOUND_ALLOW:
        return _("Use https: the words of your customers travel there.")
    try:
        outbound.judge(host)
    except outbound.ForbiddenAddress as refusal:
        return refusal.message
    return ""
