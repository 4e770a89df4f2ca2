"""Signing in with a browser: password, lock, limits, session."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from redis import Redis

from core.accounts import services, sessions
from core.accounts.models import Device, Role, User
from core.accounts.services.signing_in import SignInFailed
from core.audit.models import Record
from tenants.kernel import clock
from tenants.kernel.errors import TooMany
from tests.core.accounts.calls import Caller, code
from tests.support.counting import statements
from tests.support.people import PASSWORD


def fresh_minute():
    Redis.from_url(settings.REDIS_URL).flushall()


def failing(user, times):
    for _ in range(times):
        fresh_minute()
        with pytest.raises(SignInFailed):
            services.check_password(user.email, "not the password")


def test_ana_signs_in_sees_herself_and_signs_out(acme, people):
    ana = Caller(acme)
    stranger = ana.call("GET", "/auth/session/").json()
    signed_in = ana.call("POST", "/auth/session/", {"email": "ANA@acme.example", "password": PASSWORD})
    seen = ana.call("GET", "/auth/session/").json()
    device = Device.objects.get(holder=f"user:{people.ana.pk}")
    left = ana.call("DELETE", "/auth/session/")

    assert stranger["user"] is None
    assert stranger["csrf_token"]
    assert signed_in.status_code == 200
    assert seen["user"] == signed_in.json()["user"]
    assert (seen["user"]["email"], seen["user"]["role"]) == ("ana@acme.example", "agent")
    assert "tickets.reply" in seen["user"]["permissions"]
    assert "people.manage" not in seen["user"]["permissions"]
    assert device.session_key
    assert device.ended_at is None
    assert left.status_code == 204
    assert ana.call("GET", "/auth/session/").json()["user"] is None
    assert ana.call("GET", "/me/").status_code == 401
    device.refresh_from_db()
    assert device.ended_at is not None
    assert set(Record.objects.filter(actor_id=people.ana.pk).values_list("action", flat=True)) == {
        "user.password_accepted", "user.signed_in", "user.signed_out"
    }  # fmt: skip


@pytest.mark.parametrize(
    "email", ["ana@acme.example", "nobody@acme.example", "ana@globex.example", "\x00", ""]
)
def test_wrong_password_and_unknown_address_get_the_same_answer(acme, people, email):
    answer = Caller(acme).call("POST", "/auth/token/", {"email": email or "-", "password": "wrong password"})

    expected = (400, "invalid") if email == "\x00" else (401, "auth.failed")
    assert code(answer) == expected
    assert not Device.objects.exists()


def test_a_deactivated_and_a_service_account_do_not_sign_in(people):
    service = Role.objects.get(key="service")
    User.objects.filter(pk=people.ana.pk).update(is_active=False)
    User.objects.filter(pk=people.ben.pk).update(role=service)

    for user in (people.ana, people.ben):
        with pytest.raises(SignInFailed):
            services.sign_in(user.email, PASSWORD)


def test_ten_failures_close_the_account_and_each_further_one_for_twice_as_long(people):
    start = clock.now()
    with clock.at(start):
        failing(people.ana, 10)
        fresh_minute()
        with pytest.raises(SignInFailed):
            services.check_password(people.ana.email, PASSWORD)
        assert User.objects.get(pk=people.ana.pk).locked_until == start + timedelta(minutes=15)
        assert User.objects.get(pk=people.ana.pk).failed_logins == 10

    with clock.at(start + timedelta(minutes=16)):
        failing(people.ana, 1)
        locked = User.objects.get(pk=people.ana.pk)
        assert locked.locked_until == start + timedelta(minutes=46)

    with clock.at(start + timedelta(minutes=47)):
        fresh_minute()
        assert services.check_password(people.ana.email, PASSWORD) == people.ana
        opened = User.objects.get(pk=people.ana.pk)
        assert (opened.failed_logins, opened.locked_until) == (0, None)
    assert Record.objects.filter(action="user.locked", object_id=people.ana.pk).count() == 2


def test_nine_failures_leave_the_account_open(people):
    failing(people.ana, 9)
    fresh_minute()
    assert services.check_password(people.ana.email, PASSWORD) == people.ana


def test_the_sixth_try_in_a_minute_is_refused_before_the_password_is_looked_at(acme, people):
    caller = Caller(acme)
    tries = [caller.enter(people.ana, "wrong password").status_code for _ in range(5)]
    answer = caller.enter(people.ana)

    assert tries == [401] * 5
    assert code(answer) == (429, "too_many")
    assert 0 < int(answer["Retry-After"]) <= 61
    assert answer.json()["details"]["retry_after"] == int(answer["Retry-After"])
    assert User.objects.get(pk=people.ana.pk).failed_logins == 5


def test_one_address_may_not_try_many_accounts(acme, people):
    caller = Caller(acme)
    for number in range(5):
        caller.call("POST", "/auth/token/", {"email": f"guess{number}@acme.example", "password": "wrong"})
    assert code(caller.enter(people.ana)) == (429, "too_many")
    assert User.objects.get(pk=people.ana.pk).failed_logins == 0


def test_tries_at_acme_are_not_counted_at_globex(acme, globex, people):
    for _ in range(5):
        services.signing_in.count_try(people.ana.email)
    with pytest.raises(TooMany):
        services.signing_in.count_try(people.ana.email)
    assert code(Caller(globex).enter(people.ana)) == (401, "auth.failed")


def test_a_foreign_page_cannot_sign_anybody_in(acme, people):
    strict = Caller(acme, enforce_csrf_checks=True)
    refused = strict.call("POST", "/auth/session/", {"email": people.ana.email, "password": PASSWORD})
    token = strict.call("GET", "/auth/session/").json()["csrf_token"]
    taken = strict.call(
        "POST", "/auth/session/", {"email": people.ana.email, "password": PASSWORD}, X_CSRFToken=token
    )
    refused_write = strict.call("PATCH", "/me/", {"name": "Ana Changed"})

    assert code(refused) == (403, "forbidden")
    assert taken.status_code == 200
    assert code(refused_write) == (403, "forbidden")
    assert User.objects.get(pk=people.ana.pk).name == "Ana Agent"


def test_a_session_ends_after_twelve_idle_hours(acme, people):
    ana = Caller(acme).sign_in(people.ana)
    start = clock.now()
    assert ana.call("GET", "/me/").status_code == 200
    with clock.at(start + timedelta(hours=11)):
        assert ana.call("GET", "/me/").status_code == 200
    with clock.at(start + timedelta(hours=22)):
        assert ana.call("GET", "/me/").status_code == 200
    with clock.at(start + timedelta(hours=35)):
        assert ana.call("GET", "/me/").status_code == 401


def test_a_session_of_acme_is_nobody_at_globex(acme, globex, people):
    ana = Caller(acme).sign_in(people.ana)
    at_globex = Caller(globex)
    at_globex.cookies["deskhand_session"] = ana.cookies["deskhand_session"].value

    assert ana.call("GET", "/me/").status_code == 200
    assert code(at_globex.call("GET", "/me/")) == (401, "unauthenticated")


def test_a_new_key_of_the_person_ends_every_session_but_the_one_that_asked(acme, people):
    here, there = Caller(acme), Caller(acme)
    for browser in (here, there):
        browser.call("POST", "/auth/session/", {"email": people.ana.email, "password": PASSWORD})
    changed = here.call("POST", "/me/password/", {"current": PASSWORD, "password": "a longer better phrase"})

    assert changed.status_code == 204
    assert here.call("GET", "/me/").status_code == 200
    assert there.call("GET", "/me/").status_code == 401


def test_ending_a_browser_among_the_devices_ends_its_session(acme, people):
    here, there = Caller(acme), Caller(acme)
    for browser in (here, there):
        browser.call("POST", "/auth/session/", {"email": people.ana.email, "password": PASSWORD})
    key = there.cookies["deskhand_session"].value
    device = Device.objects.get(session_key=key)
    assert here.call("DELETE", f"/auth/devices/{device.public_id}/").status_code == 204
    assert there.call("GET", "/me/").status_code == 401
    assert not Session.objects.filter(pk=key).exists()
    assert [row["kind"] for row in here.call("GET", "/auth/devices/").json()] == ["browser"]


def test_one_query_finds_user_and_role(acme, people):
    ana = Caller(acme).sign_in(people.ana)
    ana.call("GET", "/me/")
    with statements(3):  # session, user with role, the same fresh for the answer
        ana.call("GET", "/me/")


def test_a_line_that_lies_open_is_nobodys_click(acme, people):
    ana, start = Caller(acme), clock.now()
    ana.call("POST", "/auth/session/", {"email": people.ana.email, "password": PASSWORD})
    key = ana.cookies["deskhand_session"].value
    stood = list(Device.objects.values_list("used_at", "expires_at"))
    with clock.at(start + timedelta(hours=11)):
        assert sessions.actor_of_key(key) == people.ana.actor
    assert list(Device.objects.values_list("used_at", "expires_at")) == stood
    with clock.at(start + timedelta(hours=13)):
        assert sessions.actor_of_key(key) is None
