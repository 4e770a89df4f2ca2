"""A newcomer asks, confirms by mail and is handed over to the finished workspace."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from core.accounts.models import User
from tenants import context, secrets, selectors, services
from tenants.kernel import clock
from tenants.kernel.errors import Invalid, TooMany, Unavailable
from tenants.models import Signup, Tenant
from tenants.provisioning.names import SlugReserved, SlugTaken
from tenants.provisioning.tasks import sweep
from tenants.services.signup import NotReady, SignupExpired
from tests.support.fakes.smtp import FakeSMTP, at

pytestmark = pytest.mark.django_db
GOOD = {
    "company": "Bright Lane",
    "person": "Susan",
    "email": "susan@lane.example",
    "time_zone": "Europe/Berlin",
    "language": "de",
}


@pytest.fixture(autouse=True)
def _platform() -> None:
    connection.set_schema_to_public()


@pytest.fixture
def relay(settings):
    with FakeSMTP() as smtp:
        settings.RELAY_HOST, settings.RELAY_PORT = "127.0.0.1", smtp.port
        yield smtp


def token_in(letter) -> str:
    link = next(line for line in letter.message.get_content().splitlines() if "/signup/confirm/" in line)
    return link.rsplit("/", 1)[1]


def test_the_whole_way(relay, drain) -> None:
    signup = services.ask(**GOOD)
    assert (signup.slug, signup.state, Tenant.objects.filter(slug="bright-lane").exists()) == (
        "bright-lane",
        "asked",
        False,
    )

    assert drain() == ["provisioning.confirm_mail"]
    (letter,) = relay.letters
    assert letter.recipients == ["susan@lane.example"]
    assert letter.message["Auto-Submitted"] == "auto-generated"
    token = token_in(letter)
    assert token not in str(Signup.objects.values().get(pk=signup.pk))
    with pytest.raises(NotReady):
        services.hand_over(token)

    services.confirm(token)
    services.confirm(token)  # twice is once
    assert "provisioning.build" in drain()

    tenant = Tenant.objects.get(slug="bright-lane")
    assert (tenant.name, tenant.time_zone, tenant.language) == ("Bright Lane", "Europe/Berlin", "de")
    link = urlsplit(services.hand_over(token))
    assert link.netloc == f"bright-lane.localhost{settings.PLATFORM_PORT}"
    with context.tenant(tenant):
        signed = link.path.removeprefix("/welcome/")
        assert secrets.unsign("welcome", signed, timedelta(hours=24)) == {"email": "susan@lane.example"}
        assert User.objects.get().email == "susan@lane.example"
    with context.tenant("globex"), pytest.raises(secrets.BadLink):
        secrets.unsign("welcome", signed, timedelta(hours=24))


def test_a_relay_that_is_away_costs_time_not_the_letter(relay, drain) -> None:
    relay.script(at("RCPT", "450 4.2.0 try later"))
    signup = services.ask(**GOOD)
    with pytest.raises(Unavailable):  # the worker logs it; the row says when to try again
        drain()
    assert relay.letters == []

    with clock.at(clock.now() + timedelta(minutes=2)):
        sweep()
        drain()

    assert [letter.recipients for letter in relay.letters] == [["susan@lane.example"]]
    signup.refresh_from_db()
    assert signup.mailed_at is not None


def test_an_address_the_relay_refuses_is_told(relay, drain) -> None:
    relay.script(at("RCPT", "550 5.1.1 no such user"))
    signup = services.ask(**GOOD)
    drain()
    signup.refresh_from_db()
    assert signup.reason == "The mail server refuses this address."
    assert list(selectors.stuck_signups()) == [signup]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("company", "  "),
        ("person", ""),
        ("email", "susan@"),
        ("email", "a@b.example\nBcc: x@y.example"),
        ("time_zone", "Moon/Base"),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_kept(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.ask(**{**GOOD, field: value})
    assert list(refusal.value.data["fields"]) == [field]
    assert not Signup.objects.exists()


def test_taken_and_reserved_addresses_are_explained() -> None:
    with pytest.raises(SlugTaken) as taken:
        services.ask(**GOOD, slug="acme")
    assert taken.value.data == {"slug": "acme", "proposal": "acme-2"}
    with pytest.raises(SlugReserved):
        services.ask(**GOOD, slug="admin")
    assert not Signup.objects.exists()


def test_an_address_taken_before_the_click_can_be_changed(relay, drain) -> None:
    services.ask(**GOOD, slug="lane")
    drain()
    services.found(company="Lane", person="Eve", email="eve@lane.example", slug="lane")
    token = token_in(relay.letters[0])

    with pytest.raises(SlugTaken):
        services.confirm(token)
    assert Signup.objects.get(email="susan@lane.example").state == "asked"

    assert services.confirm(token, slug="bright-lane").slug == "bright-lane"


def test_links_end_and_strangers_get_nothing(relay, drain) -> None:
    services.ask(**GOOD)
    drain()
    token = token_in(relay.letters[0])
    with pytest.raises(selectors.NoSuchSignup):
        services.confirm(token[:-1] + "A" if token[-1] != "A" else token[:-1] + "B")
    with clock.at(clock.now() + timedelta(hours=25)), pytest.raises(SignupExpired):
        services.confirm(token)
    with clock.at(clock.now() + timedelta(days=9)):
        sweep()
    assert not Signup.objects.exists()


def test_signing_up_is_limited_by_address() -> None:
    for number in range(5):
        services.ask(**{**GOOD, "company": f"Shop {number}"}, ip="203.0.113.9")
    with pytest.raises(TooMany):
        services.ask(**GOOD, ip="203.0.113.9")
    services.ask(**GOOD, ip="203.0.113.10")
