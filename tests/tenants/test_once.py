"""What is made once is made once, also when several threads need it at the same moment."""

from __future__ import annotations

import threading
import time

from core.accounts import online
from core.realtime import shout
from tenants import limits
from tenants.kernel.once import once


def together(call, threads=4):
    """What `call` gave each of several threads that came at once."""
    barrier, found = threading.Barrier(threads), []

    def run():
        barrier.wait()
        found.append(call())

    running = [threading.Thread(target=run) for _ in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return found


def test_all_get_the_same():
    made = []

    @once
    def make():
        time.sleep(0.05)
        made.append(object())
        return made[-1]

    assert len(set(map(id, together(make)))) == len(made) == 1
    make.cache_clear()
    assert make() is made[1]


def test_clients_of_redis_are_made_once():
    for client in (shout.redis, online._redis, limits._redis):
        client.cache_clear()
        assert len(set(map(id, together(client)))) == 1
