"""Roles of one's own, and levels in queues: who may make them, and what becomes of their people."""

import pytest

from billing.models import GrantedFeature, Subscription
from billing.services import grant
from core.accounts import selectors, services
from core.accounts.models import Invitation, Role, User
from core.accounts.rules import MANAGE_PEOPLE, with_implied
from core.accounts.services.joining import NoSeatLeft
from core.audit.models import Record
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid, Refused, Stale
from tenants.kernel.reach import Level, Reach, covers, read
from tests.core.accounts.calls import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plan(acme):
    grant(acme, "custom_roles", by=SYSTEM, reason="test")
    GrantedFeature.objects.create(tenant=acme, name="agents", amount=20, reason="test")


def role(key):
    return Role.objects.get(key=key)


def made(by, **values):
    values = {"name": "Contractors", "permissions": ["tickets.reply"], **values}
    return services.save_role(None, by=by, **values)


def test_a_role_brings_what_its_permissions_need(people):
    row = made(people.olivia.actor)
    assert (row.key, row.takes_seat, row.is_system, row.version) == ("contractors", True, False, 1)
    assert row.permissions == ["tickets.reply", "tickets.view"]
    assert with_implied({"ai.correct"}) == {"ai.correct", "ai.view", "tickets.view"}
    line = Record.objects.get(action="role.added")
    assert (line.actor_id, line.after["name"]) == (people.olivia.pk, "Contractors")


def test_who_only_reads_takes_no_seat_and_takes_one_later(acme, people):
    row = made(people.olivia.actor, permissions=["tickets.note"])
    assert row.takes_seat is False
    services.change_role(people.ben, row, by=people.olivia.actor)
    services.change_role(people.ana, row, by=people.olivia.actor)
    GrantedFeature.objects.filter(name="agents").delete()
    with pytest.raises(NoSeatLeft):
        for _ in range(30):
            invited = Invitation.objects.count()
            services.invite(f"n{invited}@acme.example", role("agent"), by=people.olivia.actor)
    with pytest.raises(NoSeatLeft):
        services.save_role(row, by=people.olivia.actor, permissions=["tickets.reply"])
    assert role(row.key).permissions == ["tickets.note", "tickets.read_notes", "tickets.view"]


def test_nobody_makes_a_role_above_them(people):
    adam = people.adam.actor
    with pytest.raises(Refused):
        made(adam, permissions=["billing.manage"])
    above = made(people.olivia.actor, name="Money", permissions=["billing.manage"])
    for act in (
        lambda: services.save_role(above, by=adam, name="Mine"),
        lambda: services.save_role(role("owner"), by=adam, name="Mine"),
        lambda: services.remove_role(above, by=adam),
        lambda: services.remove_role(made(adam, name="Low"), by=adam, instead=role("owner")),
    ):
        with pytest.raises(Refused):
            act()
    assert Role.objects.filter(name="Mine").count() == 0


def test_who_is_bound_opens_no_other_queue(people):
    services.set_reach(people.adam, {"7": "read"}, by=SYSTEM)
    adam = User.objects.get(pk=people.adam.pk).actor
    assert adam.reach == Reach(named=((7, Level.READ),))
    with pytest.raises(Refused):
        services.set_reach(people.ana, {"7": "change"}, by=adam)
    with pytest.raises(Refused):
        made(adam, name="Wide")
    narrow = made(adam, name="Narrow", reach={"7": "overview"})
    assert narrow.reach == {"7": "overview"}
    assert selectors.bound()[people.adam.pk] == adam.reach


def test_system_roles_keep_their_permissions_and_take_queues(people):
    by = people.olivia.actor
    with pytest.raises(services.SystemRoleStays):
        services.save_role(role("agent"), by=by, permissions=["tickets.view"])
    with pytest.raises(services.SystemRoleStays):
        services.remove_role(role("agent"), by=by, instead=role("light"))
    with pytest.raises(Invalid):
        services.save_role(role("owner"), by=by, reach={"others": "none"})
    row = services.save_role(role("agent"), by=by, name="Supporter", reach={"own": "full", "others": "read"})
    assert (row.name, row.reach, row.version) == ("Supporter", {"own": "full", "others": "read"}, 2)
    assert services.save_role(row, by=by, reach={"others": "read", "own": "full"}).version == 2


def test_what_says_nothing_is_not_kept(people):
    row = services.save_role(role("agent"), by=SYSTEM, reach={"own": "full", "others": "full"})
    assert (row.reach, row.version) == ({}, 1)
    for wrong in ({"others": "all"}, {"x": "read"}, {"-1": "read"}, {"1" * 12: "read"}):
        with pytest.raises(Invalid):
            services.save_role(role("agent"), by=SYSTEM, reach=wrong)


def test_people_of_a_removed_role_get_another(people, drain):
    by = people.olivia.actor
    row = made(by)
    services.change_role(people.ben, row, by=by)
    invited = services.invite("guest@acme.example", row, by=by)
    with pytest.raises(services.RoleInUse) as refusal:
        services.remove_role(row, by=by)
    assert refusal.value.data["people"] == 2
    services.remove_role(row, by=by, instead=role("agent"))
    services.remove_role(row, by=by)
    people.ben.refresh_from_db()
    invited.refresh_from_db()
    assert (people.ben.role.key, invited.role.key) == ("agent", "agent")
    drain()


def test_without_the_plan_there_are_no_roles_of_ones_own(people):
    GrantedFeature.objects.filter(name="custom_roles").delete()
    Subscription.objects.all().delete()
    with pytest.raises(services.RolesNotIncluded):
        made(people.olivia.actor)


def test_the_api_keeps_versions_and_says_why_not(acme, people):
    olivia, ana = (Caller(acme).sign_in(one) for one in (people.olivia, people.ana))
    answer = olivia.call("POST", "/roles/", {"name": "Night shift", "permissions": ["tickets.reply"]})
    assert (answer.status_code, answer.json()["key"], answer.json()["reach"]) == (201, "night-shift", {})
    given = {"reach": {"others": "read"}, "requires_mfa": True}
    answer = olivia.call("PATCH", "/roles/night-shift/", given, if_match='W/"1"')
    assert (answer.status_code, answer["ETag"], answer.json()["reach"]) == (200, 'W/"2"', {"others": "read"})
    late = olivia.call("PATCH", "/roles/night-shift/", {"name": "Late"}, if_match='W/"1"')
    assert late.status_code == 412
    assert ana.call("POST", "/roles/", {"name": "X", "permissions": []}).status_code == 403
    answer = olivia.call("PUT", f"/users/{people.ana.pk}/reach/", {"reach": {"others": "overview"}})
    assert (answer.status_code, answer.json()["reach"]) == (200, {"others": "overview"})
    assert ana.call("PUT", f"/users/{people.ben.pk}/reach/", {"reach": {}}).status_code == 403
    assert olivia.call("DELETE", "/roles/night-shift/").status_code == 204
    assert olivia.call("GET", "/roles/night-shift/").status_code == 404


def test_stale_and_twice(people):
    row = made(people.olivia.actor)
    with pytest.raises(Stale):
        services.save_role(row, by=people.olivia.actor, seen=7, name="Late")
    with pytest.raises(Invalid):
        made(people.olivia.actor)


@pytest.mark.parametrize(
    ("held", "given", "may"),
    [
        ({}, {}, True),
        ({}, {"others": "full", "1": "full"}, True),
        ({"others": "read"}, {}, False),
        ({"others": "read"}, {"others": "read"}, True),
        ({"own": "full", "others": "none"}, {"own": "full", "others": "none"}, True),
        ({"own": "full", "others": "none"}, {"others": "overview"}, False),
        ({"1": "none"}, {"2": "full"}, False),
        ({"1": "none"}, {"1": "none", "2": "read"}, True),
        ({"others": "none", "1": "read"}, {"others": "none", "1": "change"}, False),
    ],
)
def test_nobody_gives_more_than_they_reach(held, given, may):
    assert covers(read(held), read(given)) is may


def test_later_words_outweigh_and_nonsense_is_none():
    both = read({"own": "full", "others": "none", "1": "read"}, {"1": "full", "2": "zz"})
    assert [both.level(pk, is_own=False) for pk in (1, 2, 3)] == [Level.FULL, Level.NONE, Level.NONE]
    assert both.level(3, is_own=True) == Level.FULL


def test_who_is_bound_touches_nobody_who_reaches_further(people):
    services.set_reach(people.adam, {"others": "read"}, by=SYSTEM)
    services.set_reach(people.ana, {"others": "read", "7": "full"}, by=SYSTEM)
    services.save_role(role("agent"), by=SYSTEM, name="Agent", reach={"others": "none"})
    adam = User.objects.select_related("role").get(pk=people.adam.pk).actor
    with pytest.raises(Refused):
        services.deactivate(User.objects.get(pk=people.ana.pk), by=adam)
    with pytest.raises(Refused):
        selectors.person(adam, people.ana.pk, to=MANAGE_PEOPLE)
    assert User.objects.get(pk=people.ana.pk).is_active
    assert not services.deactivate(User.objects.get(pk=people.ben.pk), by=adam).is_active
