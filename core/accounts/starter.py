"""System roles of every organization, kept in step; and its first owner."""

from __future__ import annotations

from core.accounts.models import Role, User
from core.accounts.rules import OWNER, SYSTEM_ROLES, SystemRole
from tenants.models import Tenant
from tenants.provisioning.selectors import founder


def prepare() -> None:
    """Add what is missing. A system role's permissions follow the product, its name stays people's."""
    for position, role in enumerate(SYSTEM_ROLES):
        _keep(role, position)


def stamp(tenant: Tenant) -> None:
    """The founder, as the first owner."""
    if not User.objects.exists() and (first := founder(tenant)) is not None:
        owner = User(email=first.email.lower(), name=first.name, role=Role.objects.get(key=OWNER))
        owner.set_unusable_password()  # chosen at the welcome link
        owner.save()


def _keep(role: SystemRole, position: int) -> None:
    facts = {
        "permissions": sorted(role.permissions),
        "is_system": True,
        "takes_seat": role.takes_seat,
        "requires_mfa": role.requires_mfa,
    }
    row, is_new = Role.objects.get_or_create(
        key=role.key, defaults={"name": role.name, "position": position, **facts}
    )
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    if not is_new and changed:
        for name in changed:
            setattr(row, name, facts[name])
        row.save(update_fields=changed)
