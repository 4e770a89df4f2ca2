"""An organization with a trial, a Stripe account that answers, and real commits for races.

Billing lives in the shared schema, so these tests need a tenant's row but none of its tables.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from billing import meters, services
from billing.models import StripeEvent, Subscription
from tenants import context
from tenants.alarms.models import Alarm
from tenants.events import bus
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.models import PlatformRecord, Tenant
from tests.support.fakes.stripe import FakeStripe

OLGA = Actor("operator", 7, "Olga")


def found_initech() -> Tenant:
    with context.shared():
        services.seed_plans()
        tenant = Tenant.objects.create(
            schema_name="initech", slug="initech", name="Initech", state="trial", ready_at=clock.now()
        )
        services.start_trial(tenant)
    return tenant


@pytest.fixture(autouse=True)
def _nobody_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Initech has no schema of its own, so the counts that core registers have nothing to count."""
    monkeypatch.setattr(meters, "_counts", {})


@pytest.fixture
def olga() -> Actor:
    """An operator of the platform."""
    return OLGA


@pytest.fixture
def initech(db: None) -> Tenant:
    """An organization on its first day: the trial has begun."""
    return found_initech()


@pytest.fixture
def committed_initech(django_db_setup: None, django_db_blocker: Any) -> Iterator[Tenant]:
    """The same with real commits, for threads; swept up afterwards."""
    with django_db_blocker.unblock():
        tenant = found_initech()
        yield tenant
        connection.set_schema_to_public()  # type: ignore[attr-defined]
        PlatformRecord.objects.filter(tenant=tenant).delete()
        tenant.delete(force_drop=False)
        StripeEvent.objects.all().delete()
        Delivery.objects.filter(schema_name="initech").delete()
        Alarm.objects.filter(schema_name="initech").delete()
        connection.close()


@pytest.fixture
def stripe(settings: Any) -> Iterator[FakeStripe]:
    """A Stripe account that sells Team and Business; the settings point at it."""
    with FakeStripe() as server:
        settings.STRIPE_SECRET_KEY = "sk_test_1"
        settings.STRIPE_WEBHOOK_SECRET = server.webhook_secret
        settings.STRIPE_API_BASE = server.url
        settings.STRIPE_PRICES = {
            "team": server.sell("Team", amount=1900),
            "business": server.sell("Business", amount=4900),
        }
        yield server


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Say how many of a stock stand, in place of the storey above that registers the count."""
    return lambda name, number: monkeypatch.setitem(meters._counts, name, lambda: number)


def agreed(tenant: Tenant) -> Subscription:
    """The fresh row with its plan."""
    return Subscription.objects.select_related("plan").get(tenant=tenant)


def actions(tenant: Tenant) -> list[str]:
    """What the platform's record says, oldest first."""
    return list(PlatformRecord.objects.filter(tenant=tenant).order_by("id").values_list("action", flat=True))


def together(times: int, work: Callable[[], Any]) -> list[Any]:
    """Run the work in that many threads that start at once; an exception is a result."""
    gate = Barrier(times)

    def run(_: int) -> Any:
        gate.wait(10)
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[dict[str, Any]]]:
    """A listener to everything billing says; ask it for the payloads of one event."""
    for name, cls in bus._events.items():
        if name.startswith("billing."):
            listeners = {**bus._listeners.get(name, {}), "tests.billing.ear": lambda fact: None}
            monkeypatch.setitem(bus._listeners, name, listeners)
            assert cls.event_name == name
    return lambda name: [
        row.payload
        for row in Delivery.objects.filter(event=name, listener="tests.billing.ear").order_by("id")
    ]
