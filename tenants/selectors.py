"""Reads about organizations and signups, for the landing page, the console and commands."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from tenants import context, rules
from tenants.domains import onward
from tenants.kernel.errors import NotFound
from tenants.migrator.target import target
from tenants.models import MailRoute, Signup, Tenant
from tenants.provisioning import names
from tenants.secrets import digest


class NoSuchSignup(NotFound):
    code = "signup.unknown"
    sentence = "This link is no longer valid. Please sign up again."


def is_taken(slug: str) -> bool:
    """Whether the address belongs to an organization, or to one that is being built right now."""
    with context.shared():
        if Tenant.objects.filter(Q(slug=slug) | Q(schema_name=names.schema_of(slug))).exists():
            return True
        return Signup.objects.filter(slug=slug, state=Signup.State.CONFIRMED).exists()


def propose_slug(company: str) -> str:
    """A free address made of the company's name; "" when we have no idea."""
    return names.propose(company, is_taken)


def check_slug(slug: str) -> str:
    """The address itself if it can be had. SlugInvalid, SlugReserved, SlugTaken (with a proposal)."""
    names.check(slug)
    if is_taken(slug):
        raise names.SlugTaken(slug=slug, proposal=propose_slug(slug))
    return slug


def signup_by_token(token: str) -> Signup:
    """The signup of a mailed link, whatever its state. NoSuchSignup."""
    row = Signup.objects.select_related("tenant").filter(token_hash=digest(token)).first()
    if row is None:
        raise NoSuchSignup
    return row


def signup_by_id(public_id: str) -> Signup:
    """For the page that waits for the mail. NoSuchSignup."""
    row = Signup.objects.filter(public_id=public_id).first()
    if row is None:
        raise NoSuchSignup
    return row


def organizations() -> QuerySet[Tenant]:
    """Every organization, newest first; never the platform's own row."""
    return Tenant.objects.exclude(schema_name="public").order_by("-id")


def organization(public_id: str) -> Tenant:
    """NoSuchTenant when there is none."""
    row = organizations().filter(public_id=public_id).first()
    if row is None:
        raise context.NoSuchTenant(schema=public_id)
    return row


def resting() -> list[str]:
    """Schemas whose background work waits: those held, suspended or leaving. Few, so a list is enough."""
    states = [state for state, doors in rules.DOORS.items() if doors[rules.Door.TASK] is rules.Pass.LATER]
    held = ~Q(upkeep="") | Q(schema_level__lt=target().level)
    with context.shared():
        rows = organizations().filter(held | Q(state__in=states))
        return list(rows.order_by().values_list("schema_name", flat=True))


def by_slug(slug: str) -> Tenant | None:
    return organizations().filter(slug=slug).first()


def stuck_signups() -> QuerySet[Signup]:
    """Failed ones and undeliverable addresses, for the console; newest first."""
    return Signup.objects.filter(Q(state=Signup.State.FAILED) | ~Q(reason="")).order_by("-id")


def site_url(tenant: Tenant, path: str = "/") -> str:
    """An absolute address on the organization's own site: at its primary host while that leads to us."""
    with context.shared():
        domain = onward.primary_of(list(tenant.domains.select_related("claim")))
    host = domain.domain if domain else f"{tenant.slug}.{settings.PLATFORM_DOMAIN}"
    return f"{settings.PLATFORM_SCHEME}://{host}{settings.PLATFORM_PORT}{path}"


def platform_url(path: str = "/") -> str:
    """An absolute address on the platform's own site."""
    return f"{settings.PLATFORM_SCHEME}://{settings.PLATFORM_DOMAIN}{settings.PLATFORM_PORT}{path}"


def platform_site_url(tenant: Tenant, path: str = "/") -> str:
    """The same at the host the platform itself gave, whatever domains the organization has of its own."""
    host = f"{tenant.slug}.{settings.PLATFORM_DOMAIN}"
    return f"{settings.PLATFORM_SCHEME}://{host}{settings.PLATFORM_PORT}{path}"


def is_platform_host(host: str) -> bool:
    """Is it one of the platform's own? host: as a browser names it, with or without a port."""
    name = host.rsplit(":", 1)[0].lower().removesuffix(".")
    return name == settings.PLATFORM_DOMAIN or name.endswith(f".{settings.PLATFORM_DOMAIN}")


def our_mail_addresses(among: Iterable[str]) -> set[str]:
    """Of these addresses, in lower case, those that lead to the current organization, plus parts aside."""
    plain = {address: _without_plus(address) for address in among}
    rows = MailRoute.objects.filter(tenant=context.current_tenant(), address__in=set(plain.values()))
    ours = set(rows.values_list("address", flat=True))
    return {address for address, bare in plain.items() if bare in ours}


def _without_plus(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
