"""Figures that may lag: one counts anew, and whoever comes meanwhile is not kept waiting."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tenants.lately import forget, lately

pytestmark = pytest.mark.django_db
KEY = "test:lately"


def say(value):
    return lambda: value


def test_an_answer_is_remembered_until_it_is_forgotten(acme):
    assert lately(KEY, 60, say(1)) == 1
    assert lately(KEY, 60, say(2)) == 1
    assert lately(KEY, 60, say(3), question="another") == 3
    forget(KEY)
    assert lately(KEY, 60, say(4), question="another") == 4


def test_while_one_asks_anew_the_others_see_the_last_answer(acme):
    lately(KEY, 60, say(1))
    cache.delete(f"{KEY}:fresh")  # its time is over
    meanwhile = []

    def slow():
        meanwhile.append(lately(KEY, 60, say("asked twice")))
        return 2

    assert lately(KEY, 60, slow) == 2
    assert meanwhile == [1]
    assert lately(KEY, 60, say(3)) == 2


def test_what_is_not_worth_it_is_asked_each_time(acme):
    assert lately(KEY, 60, say(1), is_worth=lambda value: value > 1) == 1
    assert lately(KEY, 60, say(2), is_worth=lambda value: value > 1) == 2
    assert lately(KEY, 60, say(1), is_worth=lambda value: value > 1) == 2


def test_without_redis_it_is_asked_each_time(acme, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    assert (lately(KEY, 60, say(1)), lately(KEY, 60, say(2))) == (1, 2)
