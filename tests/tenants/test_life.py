"""Suspending and reactivating an organization; people who run the platform."""

import pytest
from django.core.management import call_command
from django.db import connection

from tenants import secrets, services
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.models import PlatformAdmin, PlatformRecord, Tenant
from tenants.services.operators import AdminExists

pytestmark = pytest.mark.django_db
OPERATOR = Actor("operator", 3, "Petra Platform")


def test_suspended_and_back_to_what_it_was(acme: Tenant) -> None:
    Tenant.objects.filter(pk=acme.pk).update(state="trial", standing="trial")

    row = services.suspend(acme, by=OPERATOR, reason="Unpaid since March")
    again = services.suspend(acme, by=OPERATOR, reason="Twice")

    assert (row.is_served, again.suspended_reason) == (False, "Unpaid since March")
    line = PlatformRecord.objects.get(action="tenant.suspended")
    assert (line.actor, line.before, line.reason) == ("operator:3", {"state": "trial"}, "Unpaid since March")

    row = services.reactivate(acme, by=OPERATOR)
    services.reactivate(acme, by=OPERATOR)

    assert (row.state, row.is_served, row.suspended_reason) == ("trial", True, "")
    assert PlatformRecord.objects.filter(action="tenant.reactivated").count() == 1


def test_a_suspension_needs_a_reason(acme: Tenant) -> None:
    with pytest.raises(Invalid):
        services.suspend(acme, by=OPERATOR, reason="  ")
    acme.refresh_from_db()
    assert acme.state == "active"
    assert not PlatformRecord.objects.filter(action="tenant.suspended").exists()


def test_platform_admins_are_made_once_with_a_good_password() -> None:
    connection.set_schema_to_public()
    with pytest.raises(Invalid):
        services.create_platform_admin(email="p@x.example", name="P", password="short")
    services.create_platform_admin(
        email="P@X.example", name="P", password="a long sentence", totp_secret="ABCDEFGH"
    )
    with pytest.raises(AdminExists):
        services.create_platform_admin(email="p@x.example", name="P", password="a long sentence")

    row = PlatformAdmin.objects.get()
    assert row.check_password("a long sentence")
    assert "ABCDEFGH" not in row.totp_secret
    assert secrets.decrypt(row.totp_secret) == "ABCDEFGH"


def test_create_tenant_says_where_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    connection.set_schema_to_public()
    call_command("create_tenant", "tiny", "Tiny Ltd", email="t@tiny.example")
    said = capsys.readouterr().out
    assert "Tiny Ltd is ready at http://tiny.localhost" in said
    assert "/welcome/" in said
