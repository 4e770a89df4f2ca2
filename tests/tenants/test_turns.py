"""Work on many rows leaves the database to others in between: there are more threads than connections."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection

from tenants.tasks import in_turns

pytestmark = pytest.mark.django_db


def _asked_in_a_thread(refs: list[int]) -> list[tuple[int, bool]]:
    """(ref, had it no connection at its beginning?) of a worker's thread, which is in no transaction."""
    found = []

    def work() -> None:
        for ref in in_turns(refs):
            found.append((ref, connection.connection is None))
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    return found


def test_each_begins_without_a_connection():
    assert _asked_in_a_thread([1, 2, 3]) == [(1, True), (2, True), (3, True)]


def test_inside_a_transaction_the_connection_stays():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert [(ref, connection.connection is None) for ref in in_turns([1, 2])] == [(1, False), (2, False)]
