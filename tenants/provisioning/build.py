"""Provision: turn a confirmed signup into an organization that is served.

Claim the signup, have a spare schema (a warm one, or one made now), then one transaction does all
the rest: row, domain, rename, what is the organization's own, the open door. A crash leaves either
a working organization or nothing. The lease keeps a second worker away; `turn` refuses the first
one when it comes back late.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from psycopg.errors import DuplicateSchema, UniqueViolation

from tenants import context, platform
from tenants.events.bus import publish
from tenants.http import hosts
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Refusal, Unavailable
from tenants.migrator.target import target
from tenants.models import Domain, Signup, Spare, Tenant
from tenants.provisioning import names, spares, starters
from tenants.provisioning.events import TenantProvisioned
from tenants.provisioning.schema import Told
from tenants.provisioning.selectors import MOST_ATTEMPTS
from tenants.tasks import wake

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)  # the slowest build seen takes 10 s
FIRST_WAIT = timedelta(seconds=30)  # after a failure; doubled each time
SCHEMA_FROM, OPEN_FROM = 10, 90  # percent of the bar at which these steps begin
MOST_SPARES = 5  # made for one signup; others may snatch them away while the shelf is empty
State = Signup.State


class LostTurn(Exception):
    """The lease ran out and another worker builds; we must not write any more."""


def provision(signup_id: int) -> Tenant | None:
    """Build it, or finish what an earlier try began. The tenant; None when there is nothing to do for us.

    A refusal (the name was taken meanwhile) ends the signup with its sentence. Any other fault
    is noted, the next try set, and raised.
    """
    with context.shared():
        if (signup := claim(signup_id)) is None:
            return _tenant_of(signup_id)
        try:
            return _build(signup)
        except LostTurn:
            return None
        except Refusal as refusal:
            _fail(signup, refusal.message, attempts=MOST_ATTEMPTS)
            return None
        except Exception:
            log.exception("provisioning failed", extra={"signup": signup_id, "slug": signup.slug})
            _fail(signup, _("Something went wrong on our side. We are trying again."), signup.attempts)
            raise


def _build(signup: Signup) -> Tenant:
    _tell(signup, _("Reserving the address"), 2)
    names.check(signup.slug)
    for _try in range(MOST_SPARES):
        if (tenant := _open(signup)) is not None:
            return tenant
        spares.make(_teller(signup, _("Creating tables"), SCHEMA_FROM, OPEN_FROM))
    raise Unavailable


def claim(signup_id: int) -> Signup | None:
    """Ours to build until the lease ends; None when not confirmed, done, given up or in other hands."""
    moment = clock.now()
    free = Signup.objects.filter(Q(lease_until=None) | Q(lease_until__lt=moment), attempts__lt=MOST_ATTEMPTS)
    won = free.filter(pk=signup_id, state__in=(State.CONFIRMED, State.FAILED)).update(
        state=State.CONFIRMED, lease_until=moment + LEASE, turn=F("turn") + 1, attempts=F("attempts") + 1
    )
    return Signup.objects.select_related("tenant").get(pk=signup_id) if won else None


def _open(signup: Signup) -> Tenant | None:
    """A spare becomes the organization, its door opens, the signup closes: all of it or nothing.

    None: no spare on the shelf. Raises SlugTaken, LostTurn.
    """
    try:
        with transaction.atomic():
            if (spare := spares.take()) is None:
                return None
            tenant = _place(signup, spare)
            spares.hand_over(spare, tenant)
            starters.stamp(tenant, _nobody)
            _serve(signup, tenant)
    except (IntegrityError, ValidationError, ProgrammingError) as fault:
        if _is_taken(fault):
            raise names.SlugTaken(slug=signup.slug, proposal="") from None
        raise
    hosts.forget()
    return tenant


def _place(signup: Signup, spare: Spare) -> Tenant:
    """The organization's row and its address; the signup knows both."""
    tenant = Tenant.objects.create(
        slug=signup.slug,
        schema_name=names.schema_of(signup.slug),
        name=signup.company,
        time_zone=signup.time_zone,
        language=signup.language,
        shard=spare.shard,
        edition=spare.edition,
        schema_version=target().version,
        schema_level=target().level,
    )
    host = f"{signup.slug}.{settings.PLATFORM_DOMAIN}"
    Domain.objects.create(domain=host, tenant=tenant, is_primary=True)
    _write(signup, tenant=tenant)
    return tenant


def _serve(signup: Signup, tenant: Tenant) -> None:
    with context.tenant(tenant):
        tenant.ready_at = tenant.state_since = clock.now()
        tenant.state = Tenant.State.TRIAL
        tenant.save(update_fields=["ready_at", "state", "state_since"])
        platform.record("tenant.provisioned", on=tenant, by=SYSTEM, after={"slug": tenant.slug})
        publish(TenantProvisioned(tenant_id=tenant.pk))
        _write(signup, state=State.READY, step="", progress=100, reason="", lease_until=None)
        wake("provisioning.stock")


def _is_taken(fault: Exception) -> bool:
    """A row, a host or a schema of this name is there already (django-tenants looks for the schema, too)."""
    cause = fault.__cause__
    return isinstance(fault, ValidationError) or isinstance(cause, (UniqueViolation, DuplicateSchema))


def _nobody(what: str, number: int, of: int) -> None:
    """Nobody watches: it takes a tenth of a second."""


def _fail(signup: Signup, reason: str, attempts: int) -> None:
    wait = FIRST_WAIT * 2 ** (signup.attempts - 1)
    Signup.objects.filter(pk=signup.pk, turn=signup.turn).update(
        state=State.FAILED, reason=reason[:200], attempts=attempts, lease_until=clock.now() + wait
    )


def _tell(signup: Signup, step: str, percent: int) -> None:
    _write(signup, step=step[:60], progress=percent)


def _write(signup: Signup, **changes: object) -> None:
    """Write to the row while it is still our turn. LostTurn."""
    if not Signup.objects.filter(pk=signup.pk, turn=signup.turn).update(**changes):
        raise LostTurn


def _teller(signup: Signup, step: str, begin: int, end: int) -> Told:
    """Turns "number of how many" of one step into the percent of the whole."""

    def told(what: str, number: int, of: int) -> None:
        _tell(signup, step, begin + (end - begin) * number // max(of, 1))

    return told


def _tenant_of(signup_id: int) -> Tenant | None:
    row = Signup.objects.select_related("tenant").filter(pk=signup_id, state=State.READY).first()
    return row.tenant if row else None
