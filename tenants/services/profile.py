"""What an organization says of itself: name, region, brand; and which parts of the desk it uses."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenants import context, platform, shards, switches
from tenants.events.bus import publish
from tenants.http import hosts
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.kernel.text import one_line, storable
from tenants.models import Tenant
from tenants.provisioning.events import TenantProfileChanged

COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def change_profile(
    tenant: Tenant, *, by: Actor, on: Mapping[str, bool] | None = None, **values: str
) -> Tenant:
    """Change name, time_zone, language, brand_color ("#RRGGBB") or logo (a storage path, "" for none).

    on: parts of the desk to turn on or off, by the keys of tenants.switches; those not named stay.
    Returns the fresh row. Raises Invalid with one sentence per wrong field. Repeating it changes nothing.
    Emits TenantProfileChanged.
    """
    if wrong := {key: [str(_("There is no such part."))] for key in on or {} if key not in switches.DEFAULTS}:
        raise Invalid(fields=wrong)
    return _change(tenant, _checked(values), on or {}, by)


def _change(tenant: Tenant, values: dict[str, Any], on: Mapping[str, bool], by: Actor) -> Tenant:
    with context.tenant(tenant), shards.atomic():
        row = Tenant.objects.select_for_update(of=("self",)).get(pk=tenant.pk)
        # under the lock: of two who turn different switches both get their way
        wanted = {**values, "switches": switches.kept({**switches.states(row), **on})}
        changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if not changed:
            return row
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))

        # the shared schema keeps no names of a tenant's people: their id is enough
        platform.record(
            "tenant.profile_changed", on=row, by=replace(by, name=""), before=before, after=changed
        )
        publish(TenantProfileChanged(tenant_id=row.pk, names=tuple(changed)))
        context.after_commit(hosts.forget)
    return row


def _checked(values: dict[str, str]) -> dict[str, str]:
    clean, wrong = {}, {}
    for name, value in values.items():
        if (found := _CLEAN[name](value)) is None:
            wrong[name] = [str(_SENTENCES[name])]
        else:
            clean[name] = found
    if wrong:
        raise Invalid(fields=wrong)
    return clean


_CLEAN: dict[str, Callable[[str], str | None]] = {
    "name": lambda value: one_line(storable(value), 120) or None,
    "time_zone": lambda value: value if value in zoneinfo.available_timezones() else None,
    "language": lambda value: value if value in dict(settings.LANGUAGES) else None,
    "brand_color": lambda value: value.upper() if COLOR.fullmatch(value) else None,
    "logo": lambda value: value[:200],
}
_SENTENCES = {
    "name": _("Please fill this in."),
    "time_zone": _("Choose a time zone from the list."),
    "language": _("We do not speak this language yet."),
    "brand_color": _("A brand colour looks like #0099FF."),
}
