"""Channels of a team: naming them, trying them, and what they are told."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.audit import trail
from core.desk.models import Queue
from core.notifications import words
from core.notifications.about import About
from core.notifications.hooks import calls, kept, programs, shapes, wire
from core.notifications.models import Notification
from core.notifications.models_hooks import Hook, HookCall
from core.notifications.rules import HOOKED, MOST_HOOKS
from core.tickets.models import Ticket
from tenants import context, secrets
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid, Stale
from tenants.kernel.text import one_line, storable
from tenants.selectors import site_url


class TooManyHooks(Conflict):
    code = "hook.too_many"
    sentence = "An organization has twenty channels at most."


@transaction.atomic
def save_hook(
    row: Hook | None,
    *,
    by: Actor,
    seen: int | None = None,
    name: str,
    form: str,
    events: list[str],
    queue: Queue | None = None,
    url: str = "",
    secret: str = "",
    template: str = "",
    is_active: bool = True,
) -> Hook:
    """Name a channel (row None), or change it. url, secret "": as they are.

    secret, template: of a program's. Raises Invalid, Stale, TooManyHooks.
    """
    row = Hook.objects.select_for_update().get(pk=row.pk) if row else Hook()
    if seen not in (None, row.version):
        raise Stale(version=row.version)
    if row.pk is None and Hook.objects.count() >= MOST_HOOKS:
        raise TooManyHooks
    _check(name, form, events, url, is_new=row.pk is None)
    programs.check(form, secret, template, has_secret=bool(row.secret))
    row.name, row.format, row.queue, row.is_active = one_line(storable(name), 80), form, queue, is_active
    row.events = [one for one in HOOKED if one in events]
    if url:
        row.host, row.url = wire.checked(url).hostname or "", secrets.encrypt(url.strip())
    if form == Hook.Format.JSON:
        row.template = template.strip()
        row.secret = secrets.encrypt(secret.strip()) if secret.strip() else row.secret
    if is_active:
        row.failures = 0
    if Hook.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise Invalid(fields={"name": [_("There is a channel of this name already.")]})
    row.version += row.pk is not None
    row.save()
    trail.record("notifications.hook_saved", on=row, by=by, after={"name": row.name, "host": row.host})
    kept.hooks.changed()
    return row


@transaction.atomic
def delete_hook(row: Hook, *, by: Actor) -> None:
    trail.record("notifications.hook_deleted", on=row, by=by, before={"name": row.name, "host": row.host})
    row.delete()
    kept.hooks.changed()


def try_hook(row: Hook, *, by: Actor) -> HookCall:
    """Send a word that proves it; what came of it stands at the channel. Also while it is off."""
    text = _("%(name)s: this channel works. Asked for by %(who)s.") % {"name": row.name, "who": by.name}
    return calls.owe(row, text, site_url(context.current_tenant(), "/desk/"), is_trial=True)


def tell_channels(kind: str, of: About, who: str, detail: str) -> None:
    """To every channel that wants to hear of it. No query where none does."""
    wanted = [row for row in kept.hooks() if kind in row.events and row.queue_id in (None, of.queue)]
    ticket = Ticket.objects.only("number", "subject").filter(pk=of.ticket).first() if wanted else None
    if ticket is None:
        return
    tenant = context.current_tenant()
    row = Notification(kind=kind, ticket=ticket, who=who, detail=detail)
    with translation.override(tenant.language):
        text = _said(kind, row)
    for hook in wanted:
        calls.owe(hook, text, site_url(tenant, words.link(row)))


def call(row: HookCall) -> None:
    """Network: not in a transaction. Raises NotTaken, ForbiddenAddress, Unreachable, BadLink."""
    body = row.body or json.dumps(shapes.body(row.hook, row.text, row.link))
    wire.post(secrets.decrypt(row.hook.url), body, programs.signed(row, body))


def _said(kind: str, row: Notification) -> str:
    """A channel is nobody in particular: nobody gave *it* a ticket."""
    assert row.ticket is not None
    if kind == "assigned":
        values = {"who": row.who, "label": row.ticket.label, "subject": row.ticket.subject}
        return _("%(who)s assigned %(label)s: %(subject)s") % values
    return words.title(row)


def _check(name: str, form: str, events: list[str], url: str, *, is_new: bool) -> None:
    faults: dict[str, list[str]] = {}
    if not name.strip():
        faults["name"] = [_("Give it a name.")]
    if form not in Hook.Format.values:
        faults["format"] = [_("Choose one of the list.")]
    if (not events and form != Hook.Format.JSON) or set(events) - set(HOOKED):
        faults["events"] = [_("Choose what it hears of.")]
    if is_new and not url.strip():
        faults["url"] = [_("Paste the whole address that the channel gave you.")]
    if faults:
        raise Invalid(fields=faults)
