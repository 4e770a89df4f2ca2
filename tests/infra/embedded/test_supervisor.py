"""Parts are kept running: what dies comes back later and later, a stop runs in reverse order."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.bell import STOPS, Bell
from infra.embedded.forked import Forked
from infra.embedded.process import name_of
from infra.embedded.supervisor import Supervisor


@pytest.fixture
def bell() -> Iterator[Bell]:
    """A real bell; afterwards signals mean again what they meant to pytest."""
    before = {each: signal.getsignal(each) for each in (*STOPS, signal.SIGCHLD)}
    bell = Bell()
    yield bell
    signal.set_wakeup_fd(-1)
    for each, handler in before.items():
        signal.signal(each, handler)
    for end in bell.ends:
        os.close(end)


def sleep() -> None:
    time.sleep(60)


def fail() -> None:
    os.write(1, b"no such module\n")
    raise SystemExit(7)


def test_a_fork_runs_logs_and_tells_its_end(bell: Bell, tmp_path: Path) -> None:
    part = Forked("worker", fail, bell, log=tmp_path / "worker.log")
    part.start()
    while part.alive:
        bell.wait(1)

    assert part.code == 7
    assert part.why() == "status 7; no such module"


def test_what_dies_is_started_again_with_a_growing_pause(bell: Bell) -> None:
    said: list[str] = []
    supervisor = Supervisor(bell, said.append)
    part = Forked("web", sleep, bell)
    part.start()
    supervisor.watch(part)
    (watch,) = supervisor.watched
    first = part.pid

    os.kill(first, signal.SIGKILL)
    while part.alive:
        bell.wait(1)
    now = time.monotonic()
    supervisor.look(watch, now)
    supervisor.look(watch, now + 0.5)
    assert not part.alive
    supervisor.look(watch, now + 1.0)
    second = part.pid
    assert part.alive
    assert second != first
    os.kill(second, signal.SIGKILL)
    while part.alive:
        bell.wait(1)
    supervisor.look(watch, time.monotonic())

    assert said == [
        "web ended (killed by SIGKILL); starting it again in 1 s",
        "web started again",
        "web ended (killed by SIGKILL); starting it again in 2 s",
    ]


def test_the_pause_ends_at_half_a_minute(bell: Bell) -> None:
    said: list[str] = []
    supervisor = Supervisor(bell, said.append)
    supervisor.watch(Forked("web", sleep, bell))
    (watch,) = supervisor.watched

    for _ in range(7):
        supervisor.mourn(watch, watch.since, "x")

    assert [line.rsplit("in ", 1)[1] for line in said] == ["1 s", "2 s", "4 s", "8 s", "16 s", "30 s", "30 s"]


def test_sigterm_ends_the_keeping_and_parts_stop_last_started_first(bell: Bell) -> None:
    said: list[str] = []
    supervisor = Supervisor(bell, said.append)
    parts = [Forked(name, sleep, bell) for name in ("worker", "mail", "web")]
    for part in parts:
        part.start()
        supervisor.watch(part)

    os.kill(os.getpid(), signal.SIGTERM)
    supervisor.keep()
    supervisor.stop()

    assert [line.split()[0] for line in said] == ["web", "mail", "worker"]
    assert [part.code for part in parts] == [-signal.SIGTERM] * 3


def test_a_part_that_ignores_the_request_is_ended_with_its_children(bell: Bell, tmp_path: Path) -> None:
    note = tmp_path / "grandchild"

    def stubborn() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if (pid := os.fork()) == 0:
            time.sleep(60)
        note.write_text(str(pid))
        time.sleep(60)

    part = Forked("web", stubborn, bell, patience=0.2)
    part.start()
    while not (note.exists() and note.read_text()):
        bell.wait(0.02)
    part.stop()

    deadline = time.monotonic() + 5
    while name_of(int(note.read_text())) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert part.code == -signal.SIGKILL
    assert name_of(int(note.read_text())) is None
