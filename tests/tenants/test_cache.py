"""The cache keeps its client: every page asks it several times."""

from __future__ import annotations

from threading import Thread

import pytest
from django.core.cache import cache, caches

from tenants import context

pytestmark = pytest.mark.django_db


def test_one_client_answers_all_questions_of_a_thread(acme, globex):
    there = caches["default"]._cache
    cache.set("test:cache", "acme's", 60)
    with context.tenant(globex):
        assert cache.get("test:cache") is None  # the organization is part of the key, not of the client
    assert cache.get_many(["test:cache"]) == {"test:cache": "acme's"}
    assert there.get_client("test:cache") is there.get_client("another", write=True)


def test_threads_have_clients_of_their_own(acme):
    found = [caches["default"]._cache.get_client()]
    thread = Thread(target=lambda: found.append(caches["default"]._cache.get_client()))
    thread.start()
    thread.join()
    assert found[0] is not found[1]
