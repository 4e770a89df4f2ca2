"""One line of the list of domains, as the page and the API show it. Our own address is the first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tenants.domains import names, rules, selectors
from tenants.domains.look import PREFIX
from tenants.kernel import clock
from tenants.models import Domain, DomainClaim, Tenant

PLATFORM = "platform"  # id of our own address


@dataclass(frozen=True)
class Record:
    """A line to write at the DNS provider. seen: DNS has it."""

    kind: str
    name: str
    value: str
    seen: bool


@dataclass(frozen=True)
class Entry:
    """state: see rules.stage; "ours" for our own address."""

    id: str
    host: str
    shown: str
    state: str
    is_primary: bool
    redirects: bool
    problem: str = ""
    records: list[Record] = field(default_factory=list)
    checked_at: datetime | None = None
    verified_at: datetime | None = None
    missing_since: datetime | None = None
    served_until: datetime | None = None
    brand_name: str = ""
    brand_color: str = ""
    brand_logo: str = ""


def entries(tenant: Tenant) -> list[Entry]:
    """Two statements, however many there are."""
    return [platform_entry(tenant), *(entry(row) for row in selectors.claims(tenant))]


def platform_entry(tenant: Tenant) -> Entry:
    own = selectors.platform_domain(tenant)
    host = own.domain if own else selectors.platform_host(tenant)
    return Entry(PLATFORM, host, host, "ours", bool(own and own.is_primary), bool(own and own.redirects))


def entry(row: DomainClaim) -> Entry:
    """row: with tenant and domain, as selectors.claims gives it."""
    served: Domain | None = getattr(row, "domain", None)
    return Entry(
        id=row.public_id,
        host=row.host,
        shown=names.shown(row.host),
        state=rules.stage(row, clock.now()),
        is_primary=bool(served and served.is_primary),
        redirects=bool(served and served.redirects),
        problem=row.problem,
        records=records(row),
        checked_at=row.checked_at,
        verified_at=row.verified_at,
        missing_since=row.missing_since,
        served_until=rules.served_until(row),
        brand_name=row.brand_name,
        brand_color=row.brand_color,
        brand_logo=row.brand_logo,
    )


def records(row: DomainClaim) -> list[Record]:
    """What proves the host, and what leads it to us."""
    proven = row.state == DomainClaim.State.VERIFIED and row.missing_since is None
    return [
        Record("TXT", names.challenge(row.host), PREFIX + row.token, proven),
        Record("CNAME", row.host, selectors.platform_host(row.tenant), row.reaches),
    ]
