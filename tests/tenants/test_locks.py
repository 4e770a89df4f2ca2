"""Locks of one holder: who waits for one holds nobody up, and dies with its session."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection

from tenants.locks import Held, held, own_connection
from tests.support.commits import committed

NAME = "test.lock"


@pytest.fixture
def waiting(django_db_setup, django_db_blocker):
    """Another thread that waits for the lock; waiting() starts it."""
    threads, got = [], threading.Event()

    def wait() -> None:
        with django_db_blocker.unblock():
            try:
                with held(NAME):
                    got.set()
            finally:
                connection.close()

    def start() -> threading.Event:
        threads.append(threading.Thread(target=wait))
        threads[-1].start()
        time.sleep(0.5)
        return got

    with django_db_blocker.unblock():
        yield start
        for thread in threads:
            thread.join(30)


def test_an_index_is_built_while_somebody_waits_for_the_lock_of_its_builder(waiting):
    """A waiting statement has a snapshot that CREATE INDEX CONCURRENTLY would wait for, each for the other."""
    with committed(), own_connection() as line:
        line.execute("CREATE TABLE public.built_while_waited (id int)")
        try:
            with held(NAME):
                got = waiting()
                line.execute("SET statement_timeout = '10s'")
                line.execute("CREATE INDEX CONCURRENTLY built_waited ON public.built_while_waited (id)")
                assert not got.is_set()
            assert got.wait(10)
        finally:
            line.execute("DROP TABLE public.built_while_waited")


def test_who_does_not_wait_is_refused_until_the_session_ends(waiting):
    with committed():
        with held(NAME), pytest.raises(Held), held(NAME, wait=False):
            pass
        with held(NAME, wait=False):
            pass
