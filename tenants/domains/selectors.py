"""Reads about domains: an organization's own list, what the proxy asks, what a host looks like."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from tenants.domains import names
from tenants.kernel.errors import NotFound
from tenants.models import Domain, DomainClaim, Tenant


class NoSuchDomain(NotFound):
    code = "domain.unknown"
    sentence = "There is no such domain in your list."


@dataclass(frozen=True)
class Brand:
    """What visitors of one host see: its own, and the organization's where it has none."""

    name: str
    color: str
    logo: str


def claims(tenant: Tenant) -> QuerySet[DomainClaim]:
    """With their tenant, and their Domain row if they are served."""
    return DomainClaim.objects.filter(tenant=tenant).select_related("domain", "tenant").order_by("host")


def claim(tenant: Tenant, public_id: str) -> DomainClaim:
    """NoSuchDomain, also for the one of somebody else."""
    row = claims(tenant).filter(public_id=public_id).first()
    if row is None:
        raise NoSuchDomain
    return row


def platform_domain(tenant: Tenant) -> Domain | None:
    """The organization's place below ours, where it is always reached."""
    return tenant.domains.filter(claim=None).order_by("id").first()


def platform_host(tenant: Tenant) -> str:
    """Where a domain of their own should lead."""
    return f"{tenant.slug}.{settings.PLATFORM_DOMAIN}"


def may_have_certificate(typed: str) -> bool:
    """Whether the proxy may get a certificate for the name: one indexed question, whatever is asked."""
    host = typed.strip().lower().removesuffix(".")[: names.LONGEST]
    if host and host == settings.FILES_HOST:
        return True
    return Domain.objects.filter(domain=host).exclude(tenant__state=Tenant.State.PURGED).exists()


def brand_of(tenant: Tenant, domain: Domain | None = None) -> Brand:
    own = domain.claim if domain is not None else None
    return brand_of_claim(tenant, own)


def brand_of_claim(tenant: Tenant, own: DomainClaim | None) -> Brand:
    if own is None:
        return Brand(tenant.name, tenant.brand_color, tenant.logo)
    return Brand(
        own.brand_name or tenant.name, own.brand_color or tenant.brand_color, own.brand_logo or tenant.logo
    )
