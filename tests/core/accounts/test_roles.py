"""System roles follow the product; people's own changes stay."""

from core.accounts import rules, starter
from core.accounts.models import Role
from core.accounts.rules import PERMISSIONS, SYSTEM_ROLES, lock_after, may_give
from tenants.kernel.actor import SYSTEM, Actor


def test_every_permission_of_a_role_is_a_known_one_with_a_sentence():
    assert {name for role in SYSTEM_ROLES for name in role.permissions} <= set(PERMISSIONS)
    assert all(sentence.endswith(".") for sentence in PERMISSIONS.values())


def test_roles_climb():
    held = {role.key: role.permissions for role in SYSTEM_ROLES}
    assert held["light"] < held["agent"] < held["lead"] < held["admin"] < held["owner"]
    assert held["owner"] - held["admin"] == {"billing.manage", "domains.manage"}
    assert "portal.tickets" not in held["owner"]


def test_seeding_again_restores_permissions_and_keeps_names(acme):
    Role.objects.filter(key="agent").update(name="Supporter", permissions=["tickets.view"])
    own = Role.objects.create(key="interns", name="Interns", permissions=["tickets.view"])
    before = Role.objects.count()
    starter.prepare()
    starter.prepare()

    agent = Role.objects.get(key="agent")
    assert (agent.name, set(agent.permissions)) == ("Supporter", set(rules._AGENT))
    assert Role.objects.count() == before
    own.refresh_from_db()
    assert own.permissions == ["tickets.view"]


def test_locks_grow_to_a_day():
    minutes = [
        lock and lock.total_seconds() / 60 for lock in (lock_after(n, 10) for n in (9, 10, 11, 12, 30))
    ]
    assert minutes == [None, 15, 30, 60, 1440]


def test_nobody_gives_what_they_do_not_hold():
    admin = Actor("user", 1, permissions=frozenset({"people.manage", "tickets.view"}))
    assert may_give(admin, ["tickets.view"])
    assert not may_give(admin, ["tickets.view", "billing.manage"])
    assert may_give(SYSTEM, ["billing.manage"])
