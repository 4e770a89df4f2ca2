"""The measured hazards of schema tenancy, each with the habit that avoids it.

Numbers refer to docs/architecture.md, "Where the tenant enters".
"""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from celery import shared_task
from celery.exceptions import Reject
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from tenants import context, limits, secrets
from tenants.kernel.errors import NotFound, TooMany
from tenants.models import Tenant
from tenants.tasks import HEADER, TenantTask

pytestmark = pytest.mark.django_db
seen: list[str] = []


@shared_task(base=TenantTask, name="test.where", lane="default")
def where() -> None:
    seen.append(context.current_schema())


@shared_task(base=TenantTask, name="test.platform", scope="platform", lane="default")
def platform() -> None:
    seen.append(context.current_schema())


@pytest.fixture(autouse=True)
def _forget():
    seen.clear()


def test_1_callbacks_run_in_the_tenant_of_registration(globex, drain):
    with context.tenant(globex):
        context.after_commit(lambda: seen.append(context.current_schema()))

    drain()
    assert seen == ["globex"]


def test_1_a_task_woken_in_one_tenant_runs_there(globex, drain):
    with context.tenant(globex):
        where.wake()

    drain()
    assert seen == ["globex"]


def test_2_a_task_outside_of_any_tenant_is_not_even_sent(drain):
    with context.shared(), pytest.raises(context.TenantRequired):
        where.delay()

    drain()
    assert seen == []


@pytest.mark.parametrize("schema", ["", "public", "nope", "acme; drop schema acme"])
def test_2_a_message_for_no_tenant_is_rejected(schema):
    where.push_request(called_directly=False, **{HEADER: schema})
    try:
        with context.shared(), pytest.raises(Reject):
            where()
    finally:
        where.pop_request()
    assert seen == []


def test_2_platform_tasks_run_in_the_shared_schema(drain):
    platform.delay()

    drain()
    assert seen == ["public"]


def test_3_no_table_name_stands_in_both_schemas():
    def tables(labels):
        configs = [config for config in apps.get_app_configs() if config.name in labels]
        models = [model for config in configs for model in config.get_models(include_auto_created=True)]
        return {model._meta.db_table for model in models}

    both = tables(settings.SHARED_APPS) & tables(settings.TENANT_APPS)
    assert both == {"django_session"}


def test_3_public_holds_no_tenant_table():
    with context.shared(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        public = {name for (name,) in cursor.fetchall()}
    assert not {
        name for name in public if name.split("_")[0] in ("tickets", "contacts", "accounts", "mail", "ai")
    }


def test_3_an_unknown_schema_is_refused_not_read_as_public():
    with pytest.raises(NotFound), context.tenant("nope"):
        seen.append("entered")
    assert seen == []


def test_3_a_tenant_whose_schema_is_incomplete_is_not_served(globex, browser):
    Tenant.objects.filter(pk=globex.pk).update(ready_at=None)
    assert browser(globex).get("/").status_code == 503


def test_4_rollback_keeps_the_tenant(globex):
    with context.tenant(globex):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            connection.cursor().execute("SELECT 1")
            raise ZeroDivisionError
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone() == ("globex",)


def test_5_threads_keep_their_own_tenant(acme, globex):
    barrier, found = threading.Barrier(2), {}

    def work(tenant):
        with context.tenant(tenant):
            barrier.wait(5)
            with context.shared():
                barrier.wait(5)
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_schema()")
                found[tenant.slug] = cursor.fetchone()[0]
        connection.close()

    threads = [threading.Thread(target=work, args=[each]) for each in (acme, globex)]
    [thread.start() for thread in threads]
    [thread.join(10) for thread in threads]
    assert found == {"acme": "acme", "globex": "globex"}


def test_7_a_signed_value_of_one_tenant_means_nothing_in_another(globex):
    signed, mac = secrets.sign("file", 1), secrets.tag("reply", 1, "a@b.example")
    assert secrets.unsign("file", signed, timedelta(hours=1)) == 1

    with context.tenant(globex):
        with pytest.raises(secrets.BadLink):
            secrets.unsign("file", signed, timedelta(hours=1))
        assert secrets.tag("reply", 1, "a@b.example") != mac


def test_7_a_signed_value_serves_one_purpose_only():
    signed = secrets.sign("file", 1)
    with pytest.raises(secrets.BadLink):
        secrets.unsign("reset", signed, timedelta(hours=1))


def test_9_cache_keys_carry_the_tenant(globex):
    cache.set("answer", "acme's")
    with context.tenant(globex):
        assert cache.get("answer") is None
    with context.shared():
        assert cache.get("answer") is None
    assert cache.get("answer") == "acme's"


def test_9_files_lie_under_the_tenant(globex):
    path = default_storage.save("note.txt", ContentFile(b"acme's"))
    with context.tenant(globex):
        assert not default_storage.exists(path)
    assert default_storage.open(path).read() == b"acme's"


def test_9_rate_limits_count_per_tenant(globex):
    for _ in range(5):
        limits.hit("auth", "ana@acme.example")
    with pytest.raises(TooMany) as refusal:
        limits.hit("auth", "ana@acme.example")
    assert 1 <= refusal.value.data["retry_after"] <= 61
    with context.tenant(globex):
        limits.hit("auth", "ana@acme.example")
