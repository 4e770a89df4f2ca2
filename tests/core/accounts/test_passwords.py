"""Forgotten and changed passwords."""

from datetime import timedelta

import pytest

from core.accounts import selectors, services
from core.accounts.models import Device, PasswordReset, User
from core.accounts.services.passwords import WeakPassword, WrongPassword
from tenants import context
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.secrets import BadLink
from tests.core.accounts.calls import Caller, code
from tests.support.people import PASSWORD, invite_all

NEW = "an entirely different phrase"


def token_for(user):
    services.request_password_reset(user.email)
    return selectors.reset_link(PasswordReset.objects.latest("pk").pk).rstrip("/").rpartition("/")[2]


def test_ana_forgets_her_password_and_chooses_a_new_one(acme, people):
    caller = Caller(acme)
    asked = caller.call("POST", "/auth/forgot-password/", {"email": "Ana@ACME.example"})
    letter = selectors.reset_letter(PasswordReset.objects.get().pk)
    token = letter.url.rstrip("/").rpartition("/")[2]
    chosen = caller.call("POST", "/auth/reset-password/", {"token": token, "password": NEW})

    assert (asked.status_code, asked.content) == (202, b"")
    assert (letter.email, letter.name) == ("ana@acme.example", "Ana Agent")
    assert letter.url.startswith("http://acme.localhost:8000/password/reset/")
    assert chosen.status_code == 204
    assert services.check_password(people.ana.email, NEW) == people.ana
    assert not User.objects.get(pk=people.ana.pk).check_password(PASSWORD)
    assert selectors.reset_letter(PasswordReset.objects.get().pk) is None


def test_the_link_works_once_and_voids_its_sisters(people):
    first, second = token_for(people.ana), token_for(people.ana)
    services.reset_password(second, NEW)
    for used in (first, second):
        with pytest.raises(BadLink):
            services.reset_password(used, "yet another long phrase")
    assert User.objects.get(pk=people.ana.pk).check_password(NEW)


def test_the_link_lives_an_hour(people):
    token = token_for(people.ana)
    with clock.at(clock.now() + timedelta(minutes=61)), pytest.raises(BadLink):
        services.reset_password(token, NEW)
    assert User.objects.get(pk=people.ana.pk).check_password(PASSWORD)


def test_a_link_of_acme_opens_nothing_at_globex(acme, globex, people):
    token = token_for(people.ana)
    with context.tenant(globex):
        theirs = invite_all("globex").ana
        PasswordReset.objects.create(
            pk=PasswordReset.objects.count() + 1,
            user=theirs,
            nonce="the-same-nonce",
            expires_at=clock.now() + timedelta(hours=1),
        )
    answer = Caller(globex).call("POST", "/auth/reset-password/", {"token": token, "password": NEW})

    assert code(answer) == (400, "link.invalid")
    with context.tenant(globex):
        assert User.objects.get(pk=theirs.pk).check_password(PASSWORD)
    assert User.objects.get(pk=people.ana.pk).check_password(PASSWORD)


def test_nobody_learns_who_exists(acme, people):
    answers = [
        Caller(acme).call("POST", "/auth/forgot-password/", {"email": email})
        for email in ("ana@acme.example", "nobody@acme.example", "no address at all")
    ]
    assert [(one.status_code, one.content) for one in answers] == [(202, b"")] * 3
    assert PasswordReset.objects.count() == 1


def test_no_token_stands_in_the_ledger_or_the_row(people):
    token = token_for(people.ana)
    row = PasswordReset.objects.get()
    payloads = list(
        Delivery.objects.filter(event="accounts.password_reset_requested").values_list("payload", flat=True)
    )
    assert all(payload == {"reset_id": row.pk} for payload in payloads)
    assert token not in str(vars(row))
    assert row.nonce not in str(payloads)


def test_forgetting_is_limited_per_account(acme, people):
    for _ in range(5):
        services.request_password_reset(people.ana.email)
    answer = Caller(acme).call("POST", "/auth/forgot-password/", {"email": people.ana.email})
    assert code(answer) == (429, "too_many")
    assert PasswordReset.objects.count() == 5


@pytest.mark.parametrize("weak", ["short", "password1234", "ana@acme.example"])
def test_a_weak_password_is_refused_and_the_link_still_works(people, weak):
    token = token_for(people.ana)
    with pytest.raises(WeakPassword) as refusal:
        services.reset_password(token, weak)
    assert refusal.value.data["fields"]["password"]
    assert User.objects.get(pk=people.ana.pk).check_password(PASSWORD)
    services.reset_password(token, NEW)


def test_a_reset_opens_a_locked_account_and_ends_what_was_signed_in(acme, people):
    program = Caller(acme)
    program.enter(people.ana)
    User.objects.filter(pk=people.ana.pk).update(
        failed_logins=12, locked_until=clock.now() + timedelta(hours=1)
    )
    services.reset_password(token_for(people.ana), NEW)

    ana = User.objects.get(pk=people.ana.pk)
    assert (ana.failed_logins, ana.locked_until) == (0, None)
    assert program.call("GET", "/me/").status_code == 401
    assert not Device.objects.filter(ended_at=None).exists()


def test_changing_needs_the_current_password(people):
    with pytest.raises(WrongPassword):
        services.change_password(people.ana, "guess", NEW, by=people.ana.actor)
    assert User.objects.get(pk=people.ana.pk).check_password(PASSWORD)
    services.change_password(people.ana, PASSWORD, NEW, by=people.ana.actor)
    assert User.objects.get(pk=people.ana.pk).check_password(NEW)
