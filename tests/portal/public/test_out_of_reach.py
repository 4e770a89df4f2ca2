"""PostgreSQL ends our connection in the middle of work: the answer is 503 and says when to come again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from tests.support.commits import committed


@pytest.fixture
def cut(django_db_setup: None, django_db_blocker: Any) -> Iterator[Client]:
    """A visitor of acme whose next request meets a connection that PostgreSQL has ended."""
    with django_db_blocker.unblock(), committed():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        given = connection.get_connection_params()
        where = {key: given[key] for key in ("host", "port", "user", "password", "dbname") if given.get(key)}
        with psycopg.connect(**where) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        yield Client(raise_request_exception=False, headers={"host": "acme.localhost"})
        connection.close()


def test_a_page_says_that_it_is_briefly_out_of_reach(cut: Client) -> None:
    answer = cut.get("/sign-in/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "briefly out of reach" in answer.content.decode()


def test_the_api_answers_with_a_problem(cut: Client) -> None:
    answer = cut.get("/api/v1/tickets/", headers={"authorization": "Bearer x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.json()["code"] == "unavailable"
    assert answer.json()["requestId"]
