"""Codes of an authenticator app and backup codes."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.accounts import selectors, services, sessions
from core.accounts.models import Device, SignInPolicy, User
from core.accounts.services.second_factor import IsDuty, WrongCode
from core.accounts.services.signing_in import CodeNeeded
from tenants.kernel import clock
from tests.core.accounts.calls import Caller, code
from tests.support.people import PASSWORD


def app_code(user, steps=0):
    """What the app shows now, or some steps of 30 s later."""
    device = TOTPDevice.objects.get(user=user)
    clockwork = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clockwork.time = time.time() + 30 * steps
    return f"{clockwork.token():06d}"


def enrol(user):
    services.begin_totp(user, by=user.actor)
    _, codes = services.confirm_totp(user, app_code(user), by=user.actor)
    user.refresh_from_db()
    return codes


def no_waiting(user):
    """The second after a wrong code has passed."""
    TOTPDevice.objects.filter(user=user).update(throttling_failure_timestamp=None)


def test_ana_sets_it_up_in_her_browser_and_stays_signed_in(acme, people):
    here, elsewhere = (Caller(acme).sign_in(people.ana) for _ in range(2))
    begun = here.call("POST", "/auth/second-factor/").json()
    done = here.call("POST", "/auth/second-factor/confirm/", {"code": app_code(people.ana)})

    assert begun["url"].startswith("otpauth://totp/Deskhand")
    assert begun["secret"] in begun["url"]
    codes = done.json()["codes"]
    assert done.status_code == 200
    assert len(set(codes)) == 10
    assert all(len(one) == 11 for one in codes)
    assert here.call("GET", "/me/").json()["second_factor"] is True
    assert here.call("GET", "/auth/second-factor/").json()["codes_left"] == 10
    assert elsewhere.call("GET", "/me/").status_code == 401  # signed in without a code
    assert not StaticToken.objects.filter(token__in=[one.replace("-", "") for one in codes]).exists()


def test_password_alone_is_not_enough_any_more(acme, people):
    enrol(people.ana)
    caller = Caller(acme)
    assert code(caller.enter(people.ana)) == (401, "auth.code_needed")
    assert code(caller.enter(people.ana, code="000000")) == (401, "auth.wrong_code")
    no_waiting(people.ana)
    assert caller.enter(people.ana, code=app_code(people.ana, steps=1)).status_code == 200
    assert not caller.sign_in(people.ana).call("GET", "/me/", Authorization="").json().get("user")


def test_a_session_without_its_code_is_nobody(acme, people):
    enrol(people.ana)
    assert Caller(acme).sign_in(people.ana).call("GET", "/me/").status_code == 401


def test_a_code_works_once(people):
    enrol(people.ana)
    now = app_code(people.ana, steps=1)
    services.sign_in(people.ana.email, PASSWORD, now)
    with pytest.raises(WrongCode):
        services.sign_in(people.ana.email, PASSWORD, now)


def test_the_code_that_confirmed_does_not_sign_in(people):
    services.begin_totp(people.ana, by=people.ana.actor)
    shown = app_code(people.ana)
    services.confirm_totp(people.ana, shown, by=people.ana.actor)
    with pytest.raises(WrongCode):
        services.sign_in(people.ana.email, PASSWORD, shown)


def test_a_wrong_code_slows_the_next_one_down(people):
    enrol(people.ana)
    with pytest.raises(WrongCode):
        services.verify_second_factor(people.ana, "000000")
    with pytest.raises(WrongCode):
        services.verify_second_factor(people.ana, app_code(people.ana, steps=1))
    no_waiting(people.ana)
    assert services.verify_second_factor(people.ana, app_code(people.ana, steps=1)).name == "authenticator"


def test_backup_codes_work_once_each_however_they_are_typed(people):
    codes = enrol(people.ana)
    assert services.verify_second_factor(people.ana, f" {codes[0].upper()} ").name == "backup codes"
    with pytest.raises(WrongCode):
        services.verify_second_factor(people.ana, codes[0])
    assert selectors.second_factor(people.ana).codes_left == 9


def test_backup_codes_of_one_do_not_open_another(people):
    codes = enrol(people.ana)
    enrol(people.ben)
    with pytest.raises(WrongCode):
        services.verify_second_factor(people.ben, codes[0])


def test_new_backup_codes_void_the_old(people):
    old = enrol(people.ana)
    new = services.new_backup_codes(people.ana, by=people.ana.actor, code=app_code(people.ana, steps=1))
    assert len(new) == 10
    assert not set(new) & set(old)
    with pytest.raises(WrongCode):
        services.verify_second_factor(people.ana, old[1])


def test_the_sixth_code_in_a_minute_is_refused(acme, people):
    enrol(people.ana)  # one try
    caller = Caller(acme)
    answers = []
    for _ in range(5):
        try:
            services.verify_second_factor(people.ana, "000000")
        except WrongCode:
            answers.append("wrong")
        except Exception as refusal:
            answers.append(refusal.code)
    assert answers == ["wrong"] * 4 + ["too_many"]
    assert code(caller.enter(people.ana, code="000000")) == (429, "too_many")


def test_switching_off_takes_a_code_and_owners_may_not(people):
    enrol(people.ana)
    with pytest.raises(WrongCode):
        services.disable_totp(people.ana, by=people.ana.actor, code="000000")
    assert User.objects.get(pk=people.ana.pk).has_second_factor
    no_waiting(people.ana)
    services.disable_totp(people.ana, by=people.ana.actor, code=app_code(people.ana, steps=1))
    assert not User.objects.get(pk=people.ana.pk).has_second_factor
    assert not TOTPDevice.objects.filter(user=people.ana).exists()

    enrol(people.olivia)
    with pytest.raises(IsDuty):
        services.disable_totp(people.olivia, by=people.olivia.actor, code="000000")


def test_a_colleague_resets_and_everything_of_before_ends(acme, people):
    enrol(people.ana)
    device, _ = services.open_device(people.ana.actor)
    olivia = Caller(acme).sign_in(people.olivia)
    assert olivia.call("POST", f"/users/{people.ana.pk}/reset-second-factor/").status_code == 204

    assert services.sign_in(people.ana.email, PASSWORD).factor is None
    assert Device.objects.get(pk=device.pk).ended_at is not None
    lena = Caller(acme).sign_in(people.lena)
    assert code(lena.call("POST", f"/users/{people.ben.pk}/reset-second-factor/")) == (403, "forbidden")


def test_roles_lead_to_enrol_and_nobody_is_blocked_before_the_organization_says_so(acme, people):
    assert (people.olivia.must_enrol, people.adam.must_enrol, people.ana.must_enrol) == (True, True, False)
    assert Caller(acme).sign_in(people.olivia).call("GET", "/users/").status_code == 200
    assert selectors.second_factor(people.olivia).deadline is None


def test_after_seven_days_of_grace_only_enrolling_is_left(acme, people):
    services.require_second_factor(True, by=people.olivia.actor)
    required = SignInPolicy.objects.get().mfa_required_at
    state = selectors.second_factor(people.ana)
    assert (state.must_enrol, state.is_overdue) == (True, False)
    assert state.deadline - required >= timedelta(days=7)

    ana = Caller(acme)
    with clock.at(clock.now() + timedelta(days=8)):
        ana.call("POST", "/auth/session/", {"email": people.ana.email, "password": PASSWORD})
        assert code(ana.call("GET", "/users/")) == (403, "forbidden")
        assert code(Caller(acme).enter(people.ana)) == (403, "auth.must_enrol")
        ana.call("POST", "/auth/second-factor/")
        confirmed = ana.call("POST", "/auth/second-factor/confirm/", {"code": app_code(people.ana)})
        assert confirmed.status_code == 200
        assert ana.call("GET", "/users/").status_code == 200


def visitor():
    request = RequestFactory().get("/sign-in/")
    request.session = SessionStore()
    return request


def test_the_code_step_in_a_browser_remembers_who_for_ten_minutes(people):
    enrol(people.ana)
    with pytest.raises(CodeNeeded):
        services.sign_in(people.ana.email, PASSWORD)
    request = visitor()
    assert sessions.held(request) is None
    sessions.hold(request, people.ana)
    assert sessions.held(request) == people.ana
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert sessions.held(request) is None
    services.end_everywhere(people.ana, by=people.ana.actor)
    assert sessions.held(request) is None


def test_the_code_ends_the_step_and_begins_the_session(people):
    codes = enrol(people.ana)
    request = visitor()
    sessions.hold(request, people.ana)
    sessions.begin(request, people.ana, services.verify_second_factor(people.ana, codes[0]))
    assert sessions.held(request) is None
    assert request.actor == people.ana.actor
    assert DEVICE_ID_SESSION_KEY in request.session
    assert request.session.get_expiry_age() == 12 * 3600
