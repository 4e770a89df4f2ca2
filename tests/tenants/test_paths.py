"""The search path is said once to a connection, and again whenever it may be another one."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants import context
from tests.support.commits import committed

pytestmark = pytest.mark.skipif(settings.POOLED, reason="behind a pooler every statement brings its path")


class Undone(Exception):
    pass


def path() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return str(cursor.fetchone()[0])


def sets(asked: CaptureQueriesContext) -> int:
    return sum(one["sql"].startswith("SET search_path") for one in asked)


@pytest.fixture
def place(django_db_setup: Any, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), committed() as found:
        connection.close()
        yield found
        connection.close()


def test_who_enters_again_finds_the_path_in_force(place):
    with context.tenant(place.acme):
        assert path() == "acme, public"
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            with context.tenant(place.acme):
                assert path() == "acme, public"
    assert sets(asked) == 0


def test_each_other_organization_has_its_own(place):
    with context.shared():
        assert path() == "public"
    with CaptureQueriesContext(connection) as asked:
        for row in (place.acme, place.globex, place.acme):
            with context.tenant(row):
                assert path() == f"{row.schema_name}, public"
            with context.shared():
                assert path() == "public"
    assert sets(asked) == 6


def test_a_path_that_a_rollback_took_back_is_not_believed(place):
    with context.tenant(place.globex):
        assert path() == "globex, public"
    with pytest.raises(Undone), context.tenant(place.acme), transaction.atomic():
        assert path() == "acme, public"
        raise Undone

    with context.tenant(place.acme):
        assert path() == "acme, public"
    with context.tenant(place.globex):
        assert path() == "globex, public"


def test_a_path_said_in_a_transaction_is_said_again_after_it(place):
    with context.tenant(place.acme), transaction.atomic():
        assert path() == "acme, public"
    with CaptureQueriesContext(connection) as asked, context.tenant(place.acme):
        assert path() == "acme, public"
    assert sets(asked) == 1


def test_a_connection_that_comes_out_of_the_pool_again_still_knows_its_own(place):
    with context.tenant(place.acme):
        assert path() == "acme, public"
        connection.close()  # back into the pool, where there is one
        assert path() == "acme, public"
    with context.tenant(place.globex):
        assert path() == "globex, public"
        connection.close()
        assert path() == "globex, public"
