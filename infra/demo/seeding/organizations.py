"""The two organizations: provisioned as by a signup, branded, with people who can sign in."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from billing.selectors import has_feature
from billing.services import grant
from core.accounts.models import Department, Role, User
from core.desk.models import Team
from infra.demo.people import OPERATOR, PASSWORD, STAFF, TOTP_SECRET, address
from tenants import selectors, services, switches
from tenants.http import hosts
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant
from tenants.provisioning.build import provision
from tenants.services.operators import AdminExists


@dataclass(frozen=True)
class Plan:
    """How an organization of the demo looks."""

    slug: str
    name: str
    color: str
    time_zone: str


PLANS = (
    Plan("acme", "Acme Cloud", "#4F46E5", "Europe/London"),
    Plan("globex", "Globex Handel", "#0F766E", "Europe/Berlin"),
)


def operator() -> None:
    """Somebody for the operator console, with a second factor everybody can read in the banner."""
    try:
        services.create_platform_admin(
            email=OPERATOR, name="Demo Operator", password=PASSWORD, totp_secret=TOTP_SECRET
        )
    except AdminExists:
        return


def organization(plan: Plan) -> Tenant:
    """Schema, starter content, trial; then name and colours."""
    tenant = selectors.by_slug(plan.slug)
    if tenant is None or tenant.ready_at is None:
        owner = STAFF[plan.slug][0]
        signup = services.found(
            company=plan.name,
            person=owner[1],
            email=address(owner[0], plan.slug),
            slug=plan.slug,
            time_zone=plan.time_zone,
        )
        tenant = provision(signup.pk)
        if tenant is None:
            raise RuntimeError(f"{plan.slug} could not be built; see the log")
    used = switches.kept(dict.fromkeys(switches.DEFAULTS, True))
    Tenant.objects.filter(pk=tenant.pk).update(brand_color=plan.color, switches=used)
    hosts.forget()
    tenant.refresh_from_db()
    if not has_feature("custom_roles", tenant):
        grant(tenant, "custom_roles", by=SYSTEM, reason="So that the demo can show them.")
    return tenant


def staff(tenant: Tenant) -> dict[str, User]:
    """Everybody who works there, by key; all in the team Support."""
    roles = {role.key: role for role in Role.objects.all()}
    password = make_password(PASSWORD)  # one slow hash for all of them
    people: dict[str, User] = {}
    for key, name, role, department in STAFF[tenant.slug]:
        place = Department.objects.get_or_create(name=department)[0] if department else None
        people[key], _is_new = User.objects.update_or_create(
            email=address(key, tenant.slug),
            defaults={"name": name, "role": roles[role], "department": place, "password": password},
        )
    team = Team.objects.get(seed_key="support")
    team.members.add(*people.values())
    return people
