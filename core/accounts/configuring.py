"""Colleagues by their addresses, for whoever names one; sections of roles, departments and signing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.accounts import services
from core.accounts.models import Department, Role, SignInPolicy, User
from core.accounts.rules import MANAGE_ORGANIZATION, MANAGE_PEOPLE, MANAGE_ROLES
from core.configuration.kinds import Flag, Ref, Text, Texts, mapped
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register, register_source
from tenants.kernel import reach
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

WORDS = (reach.OWN, reach.OTHERS)  # beside queues


def people() -> Mapping[str, User]:
    return {row.email: row for row in User.objects.select_related("role").order_by("pk")}


class Levels:
    """{own: full, others: none, "Billing": read}."""

    def write(self, value: Any, names: Names) -> Any:
        found = {
            word if word in WORDS else str(names.key("queues", int(word))): level
            for word, level in value.items()
        }
        return dict(sorted(found.items()))

    def read(self, plain: Any, names: Names) -> Any:
        levels = mapped(plain)
        return {
            word if word in WORDS else str(names.row("queues", word).pk): level
            for word, level in levels.items()
        }


def save(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Role:
    """A role of this key; without a name it is called by its key."""
    return services.save_role(row, by=by, **({} if row else {"name": key, "key": key}) | values)


def remove(row: Any, *, by: Actor) -> None:
    services.remove_role(row, by=by)


register_source("people", people)
register(
    Section(
        "roles",
        "What people may do. Permissions of system roles follow the product.",
        MANAGE_ROLES,
        Role,
        Role.objects.all,
        lambda row: row.key,
        (
            Part("name", Text()),
            Part("permissions", Texts(is_sorted=True)),
            Part("reach", Levels()),
            Part("requires_mfa", Flag()),
        ),
        save,
        remove,
        after=("queues",),
        stays=lambda row: row.is_system,
    )
)


def save_department(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Department:
    if row:
        return services.change_department(row, by=by, **values)
    return services.add_department(key, by=by, **values)


register(
    Section(
        "departments",
        "Parts of the organization. Who belongs to one is said where people are.",
        MANAGE_PEOPLE,
        Department,
        Department.objects.all,
        lambda row: row.name,
        (Part("manager", Ref("people"), attr="manager_id", to="manager"),),
        save_department,
        services.remove_department,
        parts_of=frozenset({"accounts.User"}),
    )
)

EVERYBODY = "everybody"


def policies() -> list[SignInPolicy]:
    return [SignInPolicy.objects.first() or SignInPolicy(pk=1)]


def save_policy(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> SignInPolicy:
    if row is None:
        raise Invalid(f"What is asked at sign-in is asked of {EVERYBODY}; roles say the rest.")
    services.require_second_factor(values["second_factor"], by=by)
    return policies()[0]


register(
    Section(
        "sign_in",
        "What is asked of everybody at sign-in. A second factor is a duty from seven days after it is asked.",
        MANAGE_ORGANIZATION,
        SignInPolicy,
        policies,
        lambda row: EVERYBODY,
        (Part("second_factor", Flag(), attr="mfa_required_at", to="second_factor"),),
        save_policy,
    )
)
