"""From a confirmed signup to an organization that is served: once, whatever happens in between."""

from datetime import timedelta

import pytest
from django.db import connection

from billing.models import Subscription
from core.accounts.models import User
from core.desk.models import Calendar, Category, Status, Tag, Team
from core.knowledge.models import Article
from tenants import context, services
from tenants.kernel import clock
from tenants.models import Domain, PlatformRecord, Signup, Tenant
from tenants.provisioning import spares, starters
from tenants.provisioning.build import FIRST_WAIT, LEASE, claim, provision
from tenants.provisioning.selectors import MOST_ATTEMPTS, founder, progress
from tenants.provisioning.tasks import refresh, sweep

pytestmark = pytest.mark.django_db


def wish(slug: str = "new-shop") -> Signup:
    return services.found(company="New Shop", person="Nina New", email="Nina@Shop.example", slug=slug)


def quietly(what: str, number: int, of: int) -> None:
    pass


def tables(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [name])
        return int(cursor.fetchone()[0])


def test_a_signup_becomes_an_organization() -> None:
    tenant = provision(wish().pk)

    assert tenant is not None
    assert (tenant.schema_name, tenant.state, tenant.is_served) == ("new_shop", Tenant.State.TRIAL, True)
    assert list(tenant.domains.values_list("domain", "is_primary")) == [("new-shop.localhost", True)]
    assert tables("new_shop") == tables("acme")
    with context.tenant(tenant):
        assert Status.objects.count() == 10
        assert Category.objects.filter(parent=None).count() == 8
        owner = User.objects.get()
        assert (owner.email, owner.name, owner.role.key) == ("nina@shop.example", "Nina New", "owner")
        assert not owner.has_usable_password()
        assert list(Team.objects.get(name="Support").members.all()) == [owner]
        assert set(Article.objects.values_list("visibility", flat=True)) == {"draft"}
    ends = Subscription.objects.get(tenant=tenant).trial_ends_at
    assert ends is not None
    assert round((ends - clock.now()) / timedelta(days=1)) == 15
    signup = Signup.objects.get(tenant=tenant)
    assert (signup.state, signup.progress, signup.reason) == ("ready", 100, "")
    assert PlatformRecord.objects.get(tenant=tenant, action="tenant.provisioned").actor == "system"


def test_an_organization_of_an_earlier_release_gets_what_is_new(acme: Tenant) -> None:
    Calendar.objects.all().delete()
    Tag.objects.filter(name="bug").update(name="defect")
    Tenant.objects.filter(pk=acme.pk).update(edition="of an earlier release")
    connection.set_schema_to_public()

    refresh()

    assert not starters.stale().exists()
    with context.tenant(acme):
        assert [row.name for row in Calendar.objects.all()] == ["Office hours", "Around the clock"]
        assert not Tag.objects.filter(name="bug").exists()


def test_content_that_fails_is_not_tried_for_ever(acme: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash() -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("core.desk.starter.prepare", crash)
    Tenant.objects.filter(pk=acme.pk).update(edition="of an earlier release")
    connection.set_schema_to_public()

    refresh()

    assert not starters.stale().exists()
    assert Tenant.objects.get(pk=acme.pk).edition.startswith("failed-")


def test_provisioning_twice_is_once() -> None:
    signup = wish()
    first = provision(signup.pk)

    again = provision(signup.pk)

    assert again == first
    assert Tenant.objects.filter(slug="new-shop").count() == 1
    assert Domain.objects.filter(domain="new-shop.localhost").count() == 1
    assert PlatformRecord.objects.filter(action="tenant.provisioned").count() == 1
    with context.tenant("new_shop"):
        assert Tag.objects.count() == 5


@pytest.mark.parametrize(
    "place", ["core.accounts.starter.stamp", "core.mail.starter.stamp", "tenants.platform.record"]
)
def test_a_crash_in_the_middle_leaves_nothing_and_the_next_try_makes_it(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signup = wish()
    spare = spares.make(quietly)

    def crash(*args: object, **more: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(place, crash)
        with pytest.raises(OSError, match="the disk is full"):
            provision(signup.pk)
    signup.refresh_from_db()
    assert (signup.state, signup.attempts, signup.tenant) == ("failed", 1, None)
    assert signup.reason == "Something went wrong on our side. We are trying again."
    assert not progress(signup).is_final
    assert not Tenant.objects.filter(slug="new-shop").exists()
    assert not Domain.objects.filter(domain="new-shop.localhost").exists()
    assert (tables("new_shop"), tables(spare.schema_name)) == (0, tables("acme"))
    assert provision(signup.pk) is None  # not before its time

    with clock.at(clock.now() + FIRST_WAIT + timedelta(seconds=1)):
        tenant = provision(signup.pk)

    assert tenant is not None
    assert tenant.is_served
    with context.tenant(tenant):
        assert (User.objects.count(), Tag.objects.count(), Article.objects.count()) == (1, 5, 9)


def test_one_worker_at_a_time_and_the_late_one_is_refused() -> None:
    signup = wish()
    assert claim(signup.pk) is not None

    assert claim(signup.pk) is None
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        second = claim(signup.pk)
    assert second is not None
    assert second.turn == 2


def test_a_name_taken_meanwhile_ends_the_signup_with_a_sentence() -> None:
    first, second = (
        wish(),
        Signup.objects.create(
            company="Other",
            person="Otto",
            email="otto@other.example",
            slug="new-shop",
            time_zone="UTC",
            language="en",
            state="confirmed",
            token_hash="x",
            expires_at=clock.now(),
        ),
    )
    provision(first.pk)

    assert provision(second.pk) is None

    second.refresh_from_db()
    assert (second.state, second.attempts, second.tenant) == ("failed", MOST_ATTEMPTS, None)
    assert second.reason.startswith("“new-shop” belongs to another organization")
    assert progress(second).is_final


def test_the_sweep_finds_what_a_dead_worker_left(drain) -> None:
    signup = wish()
    claim(signup.pk)
    connection.set_schema_to_public()

    sweep()
    assert drain() == []

    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        sweep()
        ran = drain()

    assert "provisioning.build" in ran
    signup.refresh_from_db()
    assert signup.state == "ready"


def test_the_founder_is_known_to_starters_only_by_the_signup(acme: Tenant) -> None:
    assert founder(acme) is None
