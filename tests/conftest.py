"""Fixtures of all tests. A test with the database runs inside acme, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from redis import Redis

from infra.embedded import for_tests
from tenants.kernel import memory
from tenants.models import Tenant
from tests.support import ground, servers
from tests.support.clients import SiteClient
from tests.support.fakes.s3 import FakeS3
from tests.support.people import invite_all
from tests.support.sharing import Sharing
from tests.support.worker import Worker


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse pytest-django's flush: it empties the shared schema, and every later test finds no organization."""
    for item in items:
        marked = item.get_closest_marker("django_db")
        if marked and marked.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: no transaction=True here, use tests/support/commits.py")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name at once what failed: a run that is cut off never comes to its summary."""
    if report.failed and not for_tests.WORKER:
        print(f"\nFAILED {report.nodeid} ({report.when})", flush=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[None]:
    """The database, the shared schema and the organizations, or all of it as an earlier session kept it.

    pytest-django's own way counts only marked tests. Those that really commit (tests/support/commits.py)
    bear no mark, for its flush would empty the shared schema.
    """
    made = []
    with django_db_blocker.unblock():
        if servers.kept:
            _use_kept()
        else:
            made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        if settings.DATABASE_DIRECT_URL:  # past the pooler lies the tests' own database, too
            way = urlsplit(settings.DATABASE_DIRECT_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
            settings.DATABASE_DIRECT_URL = way.geturl()
        if not servers.kept:
            ground.lay()
    yield
    with django_db_blocker.unblock():
        if not settings.POOLED:  # a pooler stays connected; its servers are thrown away anyway
            teardown_databases(made, verbosity=0)


def _use_kept() -> None:
    """Point at the test database that is there."""
    connection.close()
    name = connection.creation._get_test_db_name()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def _fresh(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start each database test inside acme, with empty Redis and no remembered hosts."""
    marked = request.node.get_closest_marker("django_db")
    if not marked and not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("_django_db_helper" if marked else "db")
    Redis.from_url(settings.REDIS_URL).flushall()
    memory.forget()
    connection.set_schema_to_public()
    connection.set_tenant(Tenant.objects.get(schema_name="acme"))
    yield
    connection.set_schema_to_public()
    cache.close()


@pytest.fixture
def acme(db: None) -> Tenant:
    return Tenant.objects.get(schema_name="acme")


@pytest.fixture
def globex(db: None) -> Tenant:
    return Tenant.objects.get(schema_name="globex")


@pytest.fixture
def people(acme: Tenant) -> SimpleNamespace:
    """Olivia (owner), Adam (admin), Lena (lead), Ana and Ben (agents), Lars (light); Carla and Dmitri write to us."""
    return invite_all("acme")


@pytest.fixture
def drain(db: None) -> Worker:
    return Worker()


@pytest.fixture
def browser(db: None) -> Callable[..., SiteClient]:
    """browser(acme), browser(acme, people.ana), browser() for the platform's own site."""

    def open_at(tenant: Tenant | None = None, user: Any = None) -> SiteClient:
        client = SiteClient(tenant)
        return client.sign_in(user) if user else client

    return open_at


@pytest.fixture
def agent_client(acme: Tenant, people: SimpleNamespace) -> SiteClient:
    """A browser at acme, signed in as Ana."""
    return SiteClient(acme).sign_in(people.ana)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[FakeS3]:
    with FakeS3() as server:
        yield server


@pytest.fixture
def s3(s3_server: FakeS3, settings: Any) -> FakeS3:
    """Files are kept in an empty bucket, as far as this test goes."""
    s3_server.empty()
    settings.STORAGES = s3_server.storages()
    return s3_server


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> str:
    """Where files are kept: "folder" or "s3", by indirect parameter; for tests that both stores must pass."""
    if request.param == "s3":
        request.getfixturevalue("s3")
    return str(request.param)
