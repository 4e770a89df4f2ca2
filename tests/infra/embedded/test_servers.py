"""PostgreSQL and Valkey of our own: they start, keep data, survive kill -9 and refuse a rival."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from infra.embedded import running
from infra.embedded.for_tests import temporary
from infra.embedded.places import REPOSITORY, Places
from infra.embedded.process import name_of
from infra.embedded.trouble import Trouble


@pytest.fixture
def home() -> Path:
    return temporary()


def postmaster(places: Places) -> int:
    return int((places.postgres / "postmaster.pid").read_text().split()[0])


def wait_until(true: object, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def supervisor(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`python -m infra.embedded servers` in a process of its own, ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.embedded", "servers"],
        cwd=REPOSITORY,
        env={**os.environ, "DESKHAND_VAR": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline().startswith("DATABASE_URL=postgresql://deskhand@/deskhand?host=")
    assert process.stdout.readline().startswith("REDIS_URL=unix://")
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_start_gives_working_servers_and_a_stop_leaves_none(home: Path) -> None:
    with running(home, durable=False) as places:
        with psycopg.connect(places.database_url) as connection:
            found = connection.execute(
                "SELECT current_setting('server_version_num')::int / 10000, current_user, upper('é'),"
                " current_setting('max_locks_per_transaction'), current_setting('listen_addresses')"
            ).fetchone()
        store = redis.from_url(places.redis_url, decode_responses=True)
        policy = store.config_get("maxmemory-policy")
        pids = [postmaster(places), store.info("server")["process_id"]]

    assert found == (18, "deskhand", "É", "256", "")
    assert policy == {"maxmemory-policy": "noeviction"}
    assert [name_of(pid) for pid in pids] == [None, None]
    assert places.run.stat().st_mode & 0o777 == 0o700


def test_data_are_there_after_a_stop(home: Path) -> None:
    with running(home) as places:
        with psycopg.connect(places.database_url) as connection:
            connection.execute("CREATE TABLE note AS SELECT 'kept' AS word")
        redis.from_url(places.redis_url).set("word", "kept")

    with running(home) as places:
        with psycopg.connect(places.database_url) as connection:
            assert connection.execute("SELECT word FROM note").fetchone() == ("kept",)
        assert redis.from_url(places.redis_url).get("word") == b"kept"


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux'")
def test_kill_9_of_the_supervisor_leaves_nothing_and_loses_nothing(
    home: Path, supervisor: subprocess.Popen[str]
) -> None:
    places = Places(home)
    with psycopg.connect(places.database_url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'committed' AS word")
    pids = [postmaster(places), redis.from_url(places.redis_url).info("server")["process_id"]]

    supervisor.send_signal(signal.SIGKILL)
    wait_until(lambda: [name_of(pid) for pid in pids] == [None, None])

    with running(home) as places, psycopg.connect(places.database_url) as connection:
        assert connection.execute("SELECT word FROM note").fetchone() == ("committed",)


def test_a_lock_file_whose_number_now_means_something_else_is_no_obstacle(home: Path) -> None:
    with running(home, durable=False) as places:
        note = (places.postgres / "postmaster.pid").read_text().splitlines()
    (places.postgres / "postmaster.pid").write_text("\n".join([str(os.getpid()), *note[1:]]) + "\n")

    with running(home, durable=False) as places, psycopg.connect(places.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_second_supervisor_is_refused_and_the_first_goes_on(
    home: Path, supervisor: subprocess.Popen[str]
) -> None:
    places = Places(home)
    before = postmaster(places)

    with pytest.raises(Trouble, match=f"already runs there \\(process {supervisor.pid}\\)"), running(home):
        raise AssertionError("two supervisors on the same data")

    assert postmaster(places) == before
    assert redis.from_url(places.redis_url).ping() is True


def test_sigterm_stops_cleanly(home: Path, supervisor: subprocess.Popen[str]) -> None:
    supervisor.terminate()

    assert supervisor.wait(20) == 0
    assert not (Places(home).postgres / "postmaster.pid").exists()
    assert "database system is shut down" in (home / "log/postgres.log").read_text()


def test_a_deep_folder_gets_a_short_place_for_its_sockets(home: Path) -> None:
    deep = home / ("deep" * 25)
    with running(deep, durable=False) as places:
        sockets = places.run
        assert len(str(sockets)) < 80
        assert (deep / "run.path").read_text() == f"{sockets}\n"
        with psycopg.connect(places.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    for left in sockets.iterdir():
        left.unlink()
    sockets.rmdir()
