"""Colleagues sign in: password, code, backup code; limits and locks told in the form."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.accounts import selectors, services
from core.accounts.models import Invitation, PasswordReset, Role, User
from tenants import context
from tenants.kernel import clock
from tenants.services.signup import welcome_link
from tests.support.clients import SiteClient
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db
ANA = {"email": "ana@acme.example", "password": PASSWORD}


def code_of(user):
    """What the person's app shows now."""
    device = TOTPDevice.objects.get(user=user)
    return f"{TOTP(device.bin_key).token():06d}"


@pytest.fixture
def guarded(people):
    """Ana with a second factor, and her backup codes."""
    services.begin_totp(people.ana, by=people.ana.actor)
    _device, codes = services.confirm_totp(people.ana, code_of(people.ana), by=people.ana.actor)
    TOTPDevice.objects.update(last_t=-1)
    return codes


def test_password_alone(acme, people, browser):
    client = browser(acme)
    assert "For the team of Acme Cloud" in client.get("/login/").content.decode()

    answer = client.post("/login/", ANA | {"next": "/settings/security/"})

    assert (answer.status_code, answer["Location"]) == (302, "/settings/security/")
    assert "Ana Agent" in client.get("/settings/security/").content.decode()


def test_wrong_password_and_unknown_address_hear_the_same(acme, people, browser):
    said = []
    for email in ("ana@acme.example", "nobody@acme.example"):
        page = browser(acme).post("/login/", {"email": email, "password": "wrong"})
        assert page.status_code == 422
        said.append(re.search(r"<form.*?</form>", page.content.decode(), re.DOTALL)[0].replace(email, "X"))
    tokens = [re.sub(r'value="[\w]{64}"', "", text) for text in said]
    assert tokens[0] == tokens[1]
    assert "do not fit" in said[0]


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(acme, people, browser, path):
    answer = browser(acme).post("/login/", ANA | {"next": path})

    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]


def test_a_second_factor_is_asked(acme, people, guarded, browser):
    client = browser(acme)

    answer = client.post("/login/", ANA | {"next": "/settings/security/"})
    assert answer["Location"] == "/login/code/"
    assert client.get("/settings/security/").status_code == 302
    wrong = client.post("/login/code/", {"code": "000000"})
    assert wrong.status_code == 422
    assert 'id="code-err"' in wrong.content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    right = client.post("/login/code/", {"code": code_of(people.ana)})

    assert right["Location"] == "/settings/security/"
    assert client.get("/settings/security/").status_code == 200


def test_a_backup_code_works_once(acme, people, guarded, browser):
    for expected in (302, 422):
        client = browser(acme)
        client.post("/login/", ANA)
        assert client.post("/login/backup/", {"code": guarded[0]}).status_code == expected
        TOTPDevice.objects.update(throttling_failure_count=0)


def test_the_code_page_alone_leads_back(acme, people, guarded, browser):
    assert browser(acme).get("/login/code/")["Location"] == "/login/"


def test_the_sixth_try_of_a_minute_waits(acme, people, browser):
    client = browser(acme)

    answers = [client.post("/login/", {"email": "ana@acme.example", "password": "wrong"}) for _ in range(5)]
    late = client.post("/login/", ANA)

    assert [answer.status_code for answer in answers] == [422] * 5
    assert late.status_code == 429
    assert re.search(r"Wait \d+ seconds", late.content.decode())
    assert client.get("/settings/security/").status_code == 302


def test_ten_wrong_passwords_close_the_account(acme, people, browser):
    User.objects.filter(pk=people.ana.pk).update(failed_logins=9)
    client = browser(acme)
    client.post("/login/", {"email": "ana@acme.example", "password": "wrong"})

    right = client.post("/login/", ANA)

    assert right.status_code == 422
    assert "closed for a while" in right.content.decode()
    assert client.get("/settings/security/").status_code == 302


def test_signing_out_needs_a_post(acme, people):
    client = SiteClient(acme)
    client.post("/login/", ANA)

    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/settings/security/").status_code == 302


def test_a_password_of_one_organization_is_nothing_at_another(globex, people, browser):
    assert browser(globex).post("/login/", ANA).status_code == 422


def test_setting_up_codes_and_switching_them_off(acme, people):
    client = SiteClient(acme)
    client.post("/login/", ANA)

    first = client.get("/security/two-step/").content.decode()
    again = client.get("/security/two-step/").content.decode()
    assert "<svg" in first
    assert (
        re.search(r"<svg viewBox.*?</svg>", first, re.DOTALL)[0]
        == re.search(r"<svg viewBox.*?</svg>", again, re.DOTALL)[0]
    )
    assert "style=" not in first

    assert client.post("/security/two-step/", {"code": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    shown = client.post("/security/two-step/", {"code": code_of(people.ana)})
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", shown.content.decode())
    assert len(codes) == 10
    assert User.objects.get(pk=people.ana.pk).has_second_factor
    assert client.get("/settings/security/").status_code == 200

    client.post("/security/backup-codes/", {"code": "nonsense"})
    client.post("/security/two-step/off/")
    assert "This code is not valid" in client.get("/settings/security/").content.decode()
    assert User.objects.get(pk=people.ana.pk).has_second_factor
    StaticDevice.objects.update(throttling_failure_timestamp=None)
    cache.clear()  # a minute later: the limit of tries is over

    fresh = client.post("/security/backup-codes/", {"code": codes[0]}).content.decode()
    assert codes[1] not in fresh
    client.post(
        "/security/two-step/off/", {"code": re.search(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", fresh)[1]}
    )
    assert not User.objects.get(pk=people.ana.pk).has_second_factor
    assert client.get("/settings/security/").status_code == 200


def test_a_forgotten_password(acme, people, browser):
    client = browser(acme)
    for email in ("ana@acme.example", "nobody@acme.example"):
        said = client.post("/password/forgot/", {"email": email}, follow=True).content.decode()
        assert f"If {email} has an account here" in said
    reset = PasswordReset.objects.get()
    path = selectors.reset_link(reset.pk).partition("localhost")[2].partition("/")[2]

    assert client.get(f"/{path}").status_code == 200
    weak = client.post(f"/{path}", {"password": "short"})
    assert weak.status_code == 422
    assert 'id="password-err"' in weak.content.decode()
    answer = client.post(f"/{path}", {"password": "a quite different sentence"})
    assert answer.status_code == 302
    assert client.get("/settings/security/").status_code == 200
    assert browser(acme).post(f"/{path}", {"password": "a third and longer one"}).status_code == 410


def test_an_invitation_is_accepted_once(acme, people, browser):
    with context.tenant(acme):
        from billing.services import start_trial

        start_trial(acme)
    row = services.invite("eva@acme.example", Role.objects.get(key="agent"), by=people.olivia.actor)
    path = "/" + selectors.invitation_link(row).partition("localhost")[2].partition("/")[2]
    client = browser(acme)

    page = client.get(path).content.decode()
    assert "Olivia Owner invited you as Agent" in page
    answer = client.post(path, {"name": "Eva", "password": "a long enough sentence"})

    assert answer.status_code == 302
    assert "Eva" in client.get("/settings/security/").content.decode()
    assert Invitation.objects.get().accepted_at is not None
    again = browser(acme).post(path, {"name": "Eve", "password": "a long enough sentence"})
    assert again.status_code == 410
    assert "no longer works" in again.content.decode()


def test_the_founder_is_welcomed_once(acme, people, browser):
    people.olivia.set_unusable_password()
    people.olivia.save()
    path = "/" + welcome_link(acme, people.olivia.email).partition("localhost")[2].partition("/")[2] + "/"
    client = browser(acme)

    assert "Welcome to Acme Cloud" in client.get(path).content.decode()
    assert client.post(path, {"password": "short"}).status_code == 422
    assert client.post(path, {"password": "the founder's long sentence"}).status_code == 302
    assert client.get("/settings/organization/").status_code == 200
    assert browser(acme).get(path).status_code == 410


def test_grace_for_the_second_factor_passes(acme, people, browser):
    services.require_second_factor(True, by=people.olivia.actor)
    with clock.at(clock.now() + timedelta(days=8)):
        client = browser(acme)
        answer = client.post("/login/", {"email": "adam@acme.example", "password": PASSWORD})

        assert answer["Location"] == "/security/two-step/"
        assert client.get("/settings/people/")["Location"] == "/security/two-step/"
