"""Named people of an organization, so that tests tell stories."""

from __future__ import annotations

from types import SimpleNamespace

from core.accounts.models import Role, User
from core.contacts.services import contact_for

PASSWORD = "correct horse battery"
STAFF = {
    "olivia": ("Olivia Owner", "owner"),
    "adam": ("Adam Admin", "admin"),
    "lena": ("Lena Lead", "lead"),
    "ana": ("Ana Agent", "agent"),
    "ben": ("Ben Agent", "agent"),
    "lars": ("Lars Light", "light"),
}


def invite_all(slug: str) -> SimpleNamespace:
    """Create the staff and two customers, Carla and Dmitri, in the current tenant."""
    people = SimpleNamespace()
    for key, (name, role) in STAFF.items():
        user = User(email=f"{key}@{slug}.example", name=name, role=Role.objects.get(key=role))
        user.set_password(PASSWORD)
        user.save()
        setattr(people, key, user)
    people.carla = contact_for("carla@customer.example", "Carla Customer")
    people.dmitri = contact_for("dmitri@elsewhere.example", "Dmitri Дмитрий")
    return people
