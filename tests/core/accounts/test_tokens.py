"""Signing programs in: access tokens, rotating refresh tokens, devices."""

from datetime import timedelta

import jwt

from core.accounts import services
from core.accounts.api import tokens
from core.accounts.models import Device
from core.audit.models import Record
from tenants import context
from tenants.kernel import clock
from tests.core.accounts.calls import Caller, code
from tests.support.counting import statements
from tests.support.people import invite_all


def test_a_program_signs_in_and_asks_who_it_is(acme, people):
    program = Caller(acme)
    answer = program.enter(people.ana).json()
    claims = jwt.decode(answer["access"], options={"verify_signature": False})
    device = Device.objects.get()

    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)
    assert {
        name: claims[name] for name in ("sub", "user_id", "kind", "email", "role", "schema", "tenant")
    } == {
        "sub": f"user:{people.ana.pk}",
        "user_id": people.ana.pk,
        "kind": "user",
        "email": "ana@acme.example",
        "role": "agent",
        "schema": "acme",
        "tenant": acme.public_id,
    }
    assert (device.holder, device.name, claims["device"]) == (
        f"user:{people.ana.pk}", "laptop", device.public_id
    )  # fmt: skip
    assert answer["refresh"] not in device.refresh_hash
    assert program.call("GET", "/me/").json()["name"] == "Ana Agent"


def test_a_token_of_acme_is_nothing_at_globex_even_for_the_same_ids(acme, globex, people):
    mine = Caller(acme)
    refresh = mine.enter(people.ana).json()["refresh"]
    with context.tenant(globex):
        theirs = invite_all("globex")
        device = Device.objects.create(
            holder=f"user:{people.ana.pk}",
            public_id="same-device-name",
            expires_at=clock.now() + timedelta(days=1),
        )
        forged_here = tokens.mint("user", theirs.ana.pk, device.public_id, email="x@y.test", role="owner")
    abroad = Caller(globex)

    abroad.token = mine.token
    assert code(abroad.call("GET", "/me/")) == (401, "auth.bad_token")
    abroad.token = ""
    assert code(abroad.call("POST", "/auth/refresh/", {"refresh": refresh})) == (
        401,
        "auth.bad_refresh_token",
    )
    mine.token = forged_here
    assert code(mine.call("GET", "/me/")) == (401, "auth.bad_token")


def test_a_token_signed_with_the_right_key_for_another_tenant_is_refused(acme, people):
    device, _ = services.open_device(people.ana.actor)
    good = tokens.mint("user", people.ana.pk, device.public_id, email="", role="agent")
    claims = jwt.decode(good, options={"verify_signature": False}) | {"tenant": "someone-else"}
    caller = Caller(acme)
    caller.token = good
    assert caller.call("GET", "/me/").status_code == 200
    caller.token = tokens._backend().encode(claims)
    assert code(caller.call("GET", "/me/")) == (401, "auth.bad_token")


def test_rubbish_unsigned_and_expired_tokens_are_refused(acme, people):
    device, _ = services.open_device(people.ana.actor)
    with clock.at(clock.now() - timedelta(minutes=16)):
        old = tokens.mint("user", people.ana.pk, device.public_id, email="", role="agent")
    claims = jwt.decode(old, options={"verify_signature": False}) | {"exp": 4_000_000_000}
    unsigned = jwt.encode(claims, "", algorithm="none")
    caller = Caller(acme)
    for bad in ("rubbish", old, unsigned, "ä"):
        answer = caller.call("GET", "/me/", Authorization=f"Bearer {bad}")
        assert code(answer) == (401, "auth.bad_token")
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_refreshing_hands_on_and_the_old_token_ends_the_device(acme, people):
    program = Caller(acme)
    first = program.enter(people.ana).json()["refresh"]
    second = program.call("POST", "/auth/refresh/", {"refresh": first}).json()
    assert second["refresh"] != first
    assert program.call("GET", "/me/", Authorization=f"Bearer {second['access']}").status_code == 200

    stolen = program.call("POST", "/auth/refresh/", {"refresh": first})
    after = program.call("POST", "/auth/refresh/", {"refresh": second["refresh"]})

    assert code(stolen) == (401, "auth.bad_refresh_token")
    assert code(after) == (401, "auth.bad_refresh_token")
    assert code(program.call("GET", "/me/", Authorization=f"Bearer {second['access']}")) == (
        401, "auth.bad_token"
    )  # fmt: skip
    assert Device.objects.get().ended_at is not None
    assert Record.objects.filter(action="device.reused").count() == 1


def test_a_forged_refresh_token_ends_nothing(acme, people):
    program = Caller(acme)
    good = program.enter(people.ana).json()["refresh"]
    for bad in ("rubbish", good[:-2] + "xx", ""):
        answer = program.call("POST", "/auth/refresh/", {"refresh": bad or "-"})
        assert code(answer) == (401, "auth.bad_refresh_token")
    assert Device.objects.get().ended_at is None
    assert program.call("POST", "/auth/refresh/", {"refresh": good}).status_code == 200


def test_logging_out_ends_the_access_token_at_once(acme, people):
    laptop, phone = Caller(acme), Caller(acme)
    refresh = laptop.enter(people.ana).json()["refresh"]
    phone.enter(people.ana)
    assert laptop.call("POST", "/auth/logout/").status_code == 204

    assert code(laptop.call("GET", "/me/")) == (401, "auth.bad_token")
    laptop.token = ""
    assert code(laptop.call("POST", "/auth/refresh/", {"refresh": refresh})) == (
        401,
        "auth.bad_refresh_token",
    )
    assert phone.call("GET", "/me/").status_code == 200


def test_people_see_and_end_only_their_own_devices(acme, people):
    ana, ben = Caller(acme), Caller(acme)
    ana.enter(people.ana)
    ben.enter(people.ben)
    mine = ana.call("GET", "/auth/devices/").json()
    his = ben.call("GET", "/auth/devices/").json()

    assert [row["name"] for row in mine] == ["laptop"]
    assert mine[0]["kind"] == "api"
    assert mine[0]["ip"] == "127.0.0.1"
    assert code(ana.call("DELETE", f"/auth/devices/{his[0]['id']}/")) == (404, "not_found")
    assert ben.call("GET", "/me/").status_code == 200
    assert ana.call("DELETE", f"/auth/devices/{mine[0]['id']}/").status_code == 204
    assert ana.call("GET", "/me/").status_code == 401


def test_a_deactivated_person_is_out_at_once(acme, people):
    program = Caller(acme)
    refresh = program.enter(people.ana).json()["refresh"]
    services.deactivate(people.ana, by=people.olivia.actor)
    assert code(program.call("GET", "/me/")) == (401, "auth.bad_token")
    program.token = ""
    assert code(program.call("POST", "/auth/refresh/", {"refresh": refresh})) == (
        401,
        "auth.bad_refresh_token",
    )


def test_a_customer_s_token_is_a_customer_s(acme, people):
    device, _ = services.open_device(people.carla.actor)
    caller = Caller(acme)
    caller.token = tokens.mint("contact", people.carla.pk, device.public_id, email="", role="customer")
    assert code(caller.call("GET", "/me/")) == (403, "forbidden")
    assert code(caller.call("GET", "/users/")) == (403, "forbidden")


def test_a_token_call_costs_one_query_for_who_it_is(acme, people):
    program = Caller(acme)
    program.enter(people.ana)
    program.call("GET", "/roles/")
    with statements(2):  # user with role and live device; the roles
        assert program.call("GET", "/roles/").status_code == 200
