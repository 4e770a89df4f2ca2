"""Values that may be old: one reading for all processes, each tenant its own."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tenants import context
from tenants.fading import Fading

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(acme):
    """A value that says where it was read, and how often anything was."""
    asked: list[str] = []

    def read() -> list[str]:
        asked.append(context.require_tenant())
        return [f"{asked[-1]}{len(asked)}"]

    def made(**options: float) -> Fading[list[str]]:
        return Fading("test:fading", 60, read, otherwise=["nothing"], **options)

    return made, asked


def test_one_reading_serves_every_process_until_it_has_faded(counted):
    made, asked = counted
    one, other = made(), made()
    assert (one(), other(), one()) == (["acme1"], ["acme1"], ["acme1"])
    cache.delete("test:fading")
    assert other() == ["acme2"]
    assert len(asked) == 2


def test_near_at_hand_it_is_not_asked_for_again(counted):
    made, asked = counted
    near = made(near=60)
    assert near() == ["acme1"]
    cache.delete("test:fading")
    assert near() == ["acme1"]
    near.kept["acme"] = (0.0, near.kept["acme"][1])  # its time is over
    assert near() == ["acme2"]
    assert len(asked) == 2


def test_each_tenant_has_its_own(counted, globex):
    made, _asked = counted
    near = made(near=60)
    assert near() == ["acme1"]
    with context.tenant(globex):
        assert near() == ["globex2"]
    assert near() == ["acme1"]


def test_without_redis_nobody_asks_the_database_each_time(counted, settings):
    made, asked = counted
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}  # nobody listens there
    }
    assert made()() == ["nothing"]
    assert asked == []
