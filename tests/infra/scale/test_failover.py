"""The leading Redis is shot: Sentinel names another, HAProxy follows, the address stays the same."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from redis import Redis, RedisError

from infra.embedded import for_tests
from infra.embedded.places import REPOSITORY, Places
from infra.embedded.programs import valkey_program
from tests.support.stack import free_ports

HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
WITHIN = 60.0  # seconds; Sentinel waits three until it believes that a leader is gone
pytestmark = pytest.mark.skipif(
    not HAPROXY, reason="HAProxy is not installed (Debian: apt-get install haproxy)"
)


@pytest.fixture
def redis() -> Iterator[SimpleNamespace]:
    """Two servers, three Sentinels, one HAProxy; each a process of its own."""
    folder, running = for_tests.temporary(), []
    one, two, front, *watchers = free_ports(6)
    program = str(valkey_program(Places(folder), None))

    def start(*words: str, **env: str) -> subprocess.Popen[bytes]:
        with (folder / "log").open("ab") as log:
            running.append(subprocess.Popen(words, cwd=folder, stdout=log, stderr=log, env=os.environ | env))
        return running[-1]

    leader = start(program, "--port", str(one), "--save", "", "--bind", "127.0.0.1")
    start(program, "--port", str(two), "--save", "", "--bind", "127.0.0.1", "--replicaof", f"127.0.0.1 {one}")
    for port in watchers:
        start(program, str(_sentinel(folder, port, one)), "--sentinel")
    front_env = {
        "REDIS_BIND": f"127.0.0.1:{front}",
        "REDIS_ONE": f"127.0.0.1:{one}",
        "REDIS_TWO": f"127.0.0.1:{two}",
    }
    assert HAPROXY
    start(HAPROXY, "-db", "-f", str(REPOSITORY / "infra/scale/haproxy.cfg"), **front_env)
    try:
        until(lambda: Redis(port=two).info("replication")["master_link_status"] == "up")
        until(lambda: all(_knows_all(port) for port in watchers))
        yield SimpleNamespace(leader=leader, front=front, one=one, two=two)
    finally:
        for process in running:
            process.kill()
            process.wait()


def _sentinel(folder: Path, port: int, leader: int) -> Path:
    """Its file, with the addresses of this machine. Sentinel writes into it."""
    text = (REPOSITORY / "infra/scale/sentinel.conf").read_text()
    target = folder / f"sentinel-{port}.conf"
    target.write_text(
        text.replace("port 26379", f"port {port}").replace("10.0.0.11 6379", f"127.0.0.1 {leader}")
    )
    return target


def _knows_all(port: int) -> bool:
    facts = Redis(port=port).execute_command("SENTINEL", "MASTER", "deskhand")
    facts = facts if isinstance(facts, dict) else dict(zip(facts[::2], facts[1::2], strict=True))
    plain = {_text(name): _text(value) for name, value in facts.items()}
    return (plain["num-other-sentinels"], plain["num-slaves"]) == ("2", "1")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def until(what: Callable[[], Any]) -> float:
    """Seconds until it was true."""
    began = time.monotonic()
    while True:
        try:
            if what():
                return time.monotonic() - began
        except (RedisError, KeyError):
            pass
        assert time.monotonic() - began < WITHIN, "never came true"
        time.sleep(0.1)


def test_work_goes_on_at_the_same_address_when_the_leader_is_shot(redis):
    client = Redis(port=redis.front, socket_timeout=2, socket_connect_timeout=2)
    until(lambda: client.set("before", "kept"))
    until(lambda: Redis(port=redis.two).get("before") == b"kept")

    redis.leader.send_signal(signal.SIGKILL)
    waited = until(lambda: client.set("after", "written"))

    assert client.get("before") == b"kept"
    assert Redis(port=redis.two).get("after") == b"written"
    print(f"written again after {waited:.1f} s")
