"""Colleagues: invite, change, leave. Nobody gives more than they hold."""

import re
from datetime import timedelta

import pytest

from billing.models import GrantedFeature
from billing.selectors import allowance
from core.accounts import selectors, services
from core.accounts.models import Department, Invitation, Role, User
from core.accounts.services.joining import AlreadyHere, BadAddress, NoSeatLeft
from core.accounts.services.people import LastOwner
from core.audit.models import Record
from tenants import context, secrets
from tenants.kernel import clock
from tenants.kernel.errors import Refused, Stale
from tenants.secrets import BadLink
from tests.core.accounts.calls import Caller, code

NEW = "an entirely different phrase"


def role(key):
    return Role.objects.get(key=key)


@pytest.fixture(autouse=True)
def _seats(acme):
    """Room for everybody; tests about seats say otherwise."""
    GrantedFeature.objects.create(tenant=acme, name="agents", amount=20, reason="test")


def test_olivia_invites_and_nora_joins(acme, people):
    olivia = Caller(acme).sign_in(people.olivia)
    invited = olivia.call("POST", "/users/invite/", {"email": "Nora@acme.example", "role": "agent"})
    letter = selectors.invitation_letter(Invitation.objects.get().pk)
    token = letter.url.rstrip("/").rpartition("/")[2]
    joined = Caller(acme).call(
        "POST", "/auth/accept-invitation/", {"token": token, "name": "Nora New", "password": NEW}
    )
    again = Caller(acme).call(
        "POST", "/auth/accept-invitation/", {"token": token, "name": "Eve", "password": NEW}
    )

    assert invited.status_code == 201
    assert invited.json()["email"] == "nora@acme.example"
    assert (letter.email, letter.invited_by) == ("nora@acme.example", "Olivia Owner")
    assert re.fullmatch(r"http://acme\.localhost:8000/invitation/[\w:-]+/", letter.url)
    assert joined.status_code == 201
    assert joined.json()["role"] == "agent"
    assert services.check_password("nora@acme.example", NEW).name == "Nora New"
    assert code(again) == (400, "link.invalid")


def test_inviting_again_sends_a_new_link_and_voids_the_old(people):
    first = services.invite("nora@acme.example", role("agent"), by=people.olivia.actor)
    old = selectors.invitation_link(first).rstrip("/").rpartition("/")[2]
    second = services.invite("nora@acme.example", role("lead"), by=people.olivia.actor)

    assert second.pk == first.pk
    assert second.role.key == "lead"
    with pytest.raises(BadLink):
        services.accept_invitation(old, "Nora", NEW)
    assert Invitation.objects.count() == 1


def test_an_invitation_ends_after_seven_days_or_when_withdrawn(people):
    row = services.invite("nora@acme.example", role("agent"), by=people.olivia.actor)
    token = selectors.invitation_link(row).rstrip("/").rpartition("/")[2]
    with clock.at(clock.now() + timedelta(days=7, minutes=1)), pytest.raises(BadLink):
        services.accept_invitation(token, "Nora", NEW)
    services.withdraw_invitation(row, by=people.olivia.actor)
    with pytest.raises(BadLink):
        services.accept_invitation(token, "Nora", NEW)
    assert not User.objects.filter(email="nora@acme.example").exists()


def test_an_invitation_of_acme_opens_nothing_at_globex(acme, globex, people):
    row = services.invite("nora@acme.example", role("owner"), by=people.olivia.actor)
    token = selectors.invitation_link(row).rstrip("/").rpartition("/")[2]
    answer = Caller(globex).call(
        "POST", "/auth/accept-invitation/", {"token": token, "name": "Nora", "password": NEW}
    )
    assert code(answer) == (400, "link.invalid")
    with context.tenant(globex):
        assert not User.objects.filter(email="nora@acme.example").exists()


def test_who_is_here_and_what_is_no_address_is_not_invited(people):
    with pytest.raises(AlreadyHere):
        services.invite("ANA@acme.example", role("agent"), by=people.olivia.actor)
    for bad in ("nora", "a@b.test\nBcc: c@d.test", ""):
        with pytest.raises(BadAddress):
            services.invite(bad, role("agent"), by=people.olivia.actor)
    assert not Invitation.objects.exists()


def test_seats_are_counted_with_open_invitations_and_light_agents_are_free(acme, people):
    limit = allowance("agents").limit
    more = limit - 1 - allowance("agents").used  # one seat is left
    crowd = [User(email=f"{n}@acme.example", name=f"No. {n}", role=role("agent")) for n in range(more)]
    User.objects.bulk_create(crowd)
    services.invite("nora@acme.example", role("agent"), by=people.olivia.actor)
    with pytest.raises(NoSeatLeft) as refusal:
        services.invite("otto@acme.example", role("agent"), by=people.olivia.actor)
    assert refusal.value.data == {"limit": limit}
    services.invite("nora@acme.example", role("agent"), by=people.olivia.actor)  # the same seat
    services.invite("lilo@acme.example", role("light"), by=people.olivia.actor)
    with pytest.raises(NoSeatLeft):
        services.change_role(people.lars, role("agent"), by=people.olivia.actor)
    assert User.objects.get(pk=people.lars.pk).role.key == "light"


def test_the_last_owner_stays(people):
    olivia = people.olivia
    for leave in (
        lambda: services.change_role(olivia, role("admin"), by=olivia.actor),
        lambda: services.deactivate(olivia, by=olivia.actor),
    ):
        with pytest.raises(LastOwner):
            leave()
    olivia.refresh_from_db()
    assert (olivia.role.key, olivia.is_active) == ("owner", True)

    services.change_role(people.adam, role("owner"), by=olivia.actor)
    services.change_role(olivia, role("agent"), by=olivia.actor)
    assert User.objects.get(pk=olivia.pk).role.key == "agent"


def test_a_deactivated_owner_does_not_count_as_one(people):
    services.change_role(people.adam, role("owner"), by=people.olivia.actor)
    services.deactivate(people.adam, by=people.olivia.actor)
    with pytest.raises(LastOwner):
        services.deactivate(people.olivia, by=people.olivia.actor)


def test_an_admin_makes_no_owner_and_unmakes_none(acme, people):
    adam = Caller(acme).sign_in(people.adam)
    tries = [
        adam.call("POST", "/users/invite/", {"email": "eve@acme.example", "role": "owner"}),
        adam.call("PATCH", f"/users/{people.ana.pk}/", {"role": "owner"}),
        adam.call("PATCH", f"/users/{people.adam.pk}/", {"role": "owner"}),
        adam.call("PATCH", f"/users/{people.olivia.pk}/", {"role": "agent"}),
        adam.call("POST", f"/users/{people.olivia.pk}/deactivate/"),
    ]
    assert [code(one) for one in tries] == [(403, "forbidden")] * 5
    assert not Invitation.objects.exists()
    assert User.objects.filter(role__key="owner").get() == people.olivia
    assert adam.call("PATCH", f"/users/{people.ana.pk}/", {"role": "lead"}).json()["role"] == "lead"


def test_agents_look_but_do_not_touch(acme, people):
    ana = Caller(acme).sign_in(people.ana)
    page = ana.call("GET", "/users/?q=agent&role=agent").json()
    assert [row["name"] for row in page["results"]] == ["Ana Agent", "Ben Agent"]
    for call in (
        ana.call("POST", "/users/invite/", {"email": "eve@acme.example", "role": "agent"}),
        ana.call("PATCH", f"/users/{people.ben.pk}/", {"name": "B"}),
        ana.call("GET", f"/users/{people.ben.pk}/activity/"),
        ana.call("POST", "/departments/", {"name": "Sales"}),
    ):
        assert code(call) == (403, "forbidden")
    assert User.objects.get(pk=people.ben.pk).name == "Ben Agent"


def test_a_changed_person_carries_a_new_version_and_a_stale_change_is_refused(acme, people):
    olivia = Caller(acme).sign_in(people.olivia)
    seen = olivia.call("GET", f"/users/{people.ana.pk}/")
    first = olivia.call("PATCH", f"/users/{people.ana.pk}/", {"name": "Ana A."}, If_Match=seen["ETag"])
    late = olivia.call("PATCH", f"/users/{people.ana.pk}/", {"name": "Anna"}, If_Match=seen["ETag"])

    assert (seen["ETag"], first["ETag"]) == ('W/"1"', 'W/"2"')
    assert code(late) == (412, "stale")
    assert late.json()["details"] == {"version": 2}
    assert User.objects.get(pk=people.ana.pk).name == "Ana A."
    with pytest.raises(Stale):
        services.change_person(people.ana, by=people.olivia.actor, seen=1, role=role("lead"))


def test_name_role_and_department_change_together_or_not_at_all(acme, people):
    sales = Department.objects.create(name="Sales")
    olivia = Caller(acme).sign_in(people.olivia)
    path = f"/users/{people.olivia.pk}/"
    refused = olivia.call("PATCH", path, {"name": "O", "department": sales.pk, "role": "agent"})
    unknown = olivia.call("PATCH", path, {"name": "O", "department": 99_999})
    taken = olivia.call("PATCH", path, {"name": "Olivia O.", "department": sales.pk})

    assert code(refused) == (409, "people.last_owner")
    assert code(unknown) == (404, "people.no_such_department")
    assert (taken.json()["name"], taken.json()["department"]) == ("Olivia O.", sales.pk)
    line = Record.objects.get(action="user.changed")
    assert line.before == {"name": "Olivia Owner", "department": None}
    assert line.after == {"name": "Olivia O.", "department": "Sales"}


def test_doing_it_twice_is_doing_it_once(people):
    services.deactivate(people.ana, by=people.olivia.actor)
    version = User.objects.get(pk=people.ana.pk).version
    services.deactivate(people.ana, by=people.olivia.actor)
    services.reactivate(people.ben, by=people.olivia.actor)
    services.change_role(people.ben, role("agent"), by=people.olivia.actor)

    assert User.objects.get(pk=people.ana.pk).version == version
    assert Record.objects.filter(action="user.deactivated").count() == 1
    assert not Record.objects.filter(action__in=["user.reactivated", "user.role_changed"]).exists()


def test_reactivated_people_sign_in_again_but_old_sessions_stay_ended(acme, people):
    ana = Caller(acme).sign_in(people.ana)
    services.deactivate(people.ana, by=people.olivia.actor)
    services.reactivate(people.ana, by=people.olivia.actor)
    assert ana.call("GET", "/me/").status_code == 401
    assert Caller(acme).enter(people.ana).status_code == 200


def test_the_profile_is_one_s_own(acme, people):
    ana = Caller(acme).sign_in(people.ana)
    changed = ana.call("PATCH", "/me/", {"time_zone": "Europe/Berlin", "theme": "dark", "signature": "Ana"})
    refused = ana.call("PATCH", "/me/", {"time_zone": "Mars/Olympus", "name": "X"})
    ignored = ana.call("PATCH", "/me/", {"role": "owner", "email": "eve@evil.test", "is_active": False})

    assert changed.json()["time_zone"] == "Europe/Berlin"
    assert changed["ETag"] == 'W/"2"'
    assert code(refused) == (400, "invalid")
    assert list(refused.json()["details"]["fields"]) == ["time_zone"]
    assert (ignored.json()["role"], ignored.json()["email"]) == ("agent", "ana@acme.example")
    assert User.objects.get(pk=people.ana.pk).name == "Ana Agent"


def test_activity_shows_what_one_did(acme, people):
    ana = Caller(acme).sign_in(people.ana)
    ana.call("PATCH", "/me/", {"theme": "dark"})
    mine = ana.call("GET", "/me/activity/").json()["results"]
    adam = Caller(acme).sign_in(people.adam)
    seen = adam.call("GET", f"/users/{people.ana.pk}/activity/").json()["results"]

    assert [line["action"] for line in mine] == ["user.profile_changed"]
    assert mine[0]["after"] == {"theme": "dark"}
    assert seen == mine


def test_departments_have_unique_names_without_regard_to_case(acme, people):
    olivia = Caller(acme).sign_in(people.olivia)
    made = olivia.call("POST", "/departments/", {"name": "Sales", "manager": people.lena.pk})
    twice = olivia.call("POST", "/departments/", {"name": "SALES"})
    path = f"/departments/{made.json()['id']}/"

    assert made.status_code == 201
    assert made.json()["manager"] == people.lena.pk
    assert code(twice) == (409, "already_there")
    assert twice.json()["error"] == "There is a department of this name already."
    assert olivia.call("PATCH", path, {"manager": None}).json()["manager"] is None
    assert olivia.call("DELETE", path).status_code == 204
    assert code(olivia.call("GET", path)) == (404, "not_found")


def test_the_founder_chooses_the_first_password_once(people):
    founder = User(email="fay@acme.example", name="Fay", role=role("owner"))
    founder.set_unusable_password()
    founder.save()
    token = secrets.sign("welcome", {"email": "fay@acme.example"})
    assert services.welcome(token, NEW) == founder
    with pytest.raises(BadLink):
        services.welcome(token, "yet another long phrase")
    with pytest.raises(BadLink):
        services.welcome(secrets.sign("welcome", {"email": people.ana.email}), NEW)


def test_rank_is_what_one_may_do(people):
    with pytest.raises(Refused):
        services.deactivate(people.olivia, by=people.adam.actor)
    assert User.objects.get(pk=people.olivia.pk).is_active
