"""How a verified domain is used: the one in links, whether others lead to it, what it looks like."""

from __future__ import annotations

from django.db import transaction

from tenants import context
from tenants.domains import selectors
from tenants.domains.services.listing import locked, note
from tenants.http import hosts
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid
from tenants.kernel.text import one_line, storable
from tenants.models import Domain, DomainClaim, Tenant
from tenants.services.profile import COLOR

BRAND = ("name", "color", "logo")


class NotVerified(Conflict):
    """data: host."""

    code = "domain.not_verified"
    sentence = "“{host}” is not verified yet."


class NotReached(Conflict):
    """data: host."""

    code = "domain.not_reached"
    sentence = "“{host}” does not lead to us yet, so links with it would be dead. Set its CNAME record first."


def make_primary(tenant: Tenant, claim: DomainClaim | None, *, by: Actor) -> Domain:
    """Links in mails and pages name this domain from now on; None: our own address again.

    Raises NotVerified, NotReached. Repeating it changes nothing.
    """
    with transaction.atomic():
        row = _served(claim) if claim is not None else selectors.platform_domain(tenant)
        if row is None:
            raise selectors.NoSuchDomain
        if row.claim is not None and not row.claim.reaches:
            raise NotReached(host=row.domain)
        if row.is_primary:
            return row

        was = tenant.domains.filter(is_primary=True).first()
        row.is_primary = True
        row.save()  # takes it from the others

        _note("domain.made_primary", tenant, row, by, was.domain if was else None, row.domain)
        context.after_commit(hosts.forget)
    return row


def set_redirect(tenant: Tenant, claim: DomainClaim | None, wanted: bool, *, by: Actor) -> Domain:
    """Whether visitors of this host are sent on to the primary one. None: of our own address."""
    with transaction.atomic():
        row = _served(claim) if claim is not None else selectors.platform_domain(tenant)
        if row is None:
            raise selectors.NoSuchDomain
        if row.redirects == wanted:
            return row

        row.redirects = wanted
        row.save()

        _note("domain.redirect_changed", tenant, row, by, {"redirects": not wanted}, {"redirects": wanted})
        context.after_commit(hosts.forget)
    return row


def brand(claim: DomainClaim, *, by: Actor, **values: str) -> DomainClaim:
    """Change name, color ("#RRGGBB") or logo (a storage path) of one domain; "" is the organization's.

    Raises Invalid with one sentence per wrong field. Repeating it changes nothing.
    """
    clean = {f"brand_{key}": _clean(key, values[key]) for key in BRAND if key in values}
    with transaction.atomic():
        row = locked(claim)
        changed = {field: value for field, value in clean.items() if getattr(row, field) != value}
        if not changed:
            return row

        before = {field: getattr(row, field) for field in changed}
        for field, value in changed.items():
            setattr(row, field, value)
        row.save(update_fields=list(changed))

        note("domain.brand_changed", row, by, before=before, after=changed)
        context.after_commit(hosts.forget)
    return row


def _served(claim: DomainClaim) -> Domain:
    row = locked(claim)
    found = Domain.objects.select_related("claim").filter(claim=row).first()
    if found is None:
        raise NotVerified(host=row.host)
    return found


def _clean(key: str, value: str) -> str:
    if key == "name":
        return one_line(storable(value), 120)
    if key == "color" and value and not COLOR.fullmatch(value):
        raise Invalid(fields={"color": ["A brand colour looks like #0099FF."]})
    return value.upper() if key == "color" else value[:200]


def _note(action: str, tenant: Tenant, row: Domain, by: Actor, before: object, after: object) -> None:
    note(action, row.claim or DomainClaim(tenant=tenant, host=row.domain), by, before=before, after=after)
