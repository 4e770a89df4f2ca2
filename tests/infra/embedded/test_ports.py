"""A second demo on one machine takes the next free ports, says so, and a second terminal finds them."""

import socket
from collections.abc import Iterator

import pytest

from infra.embedded import banner, places, ports
from infra.embedded.places import PORTS, Places, port
from infra.embedded.trouble import Trouble

SMTP, SINK = "DESKHAND_SMTP_PORT", "DESKHAND_SINK_PORT"


@pytest.fixture
def machine(monkeypatch, tmp_path) -> Iterator[dict[str, int]]:
    """Usual ports of a range that nobody here uses; other programs hold the SMTP port, and one after the next."""
    free = _six_in_a_row()
    usual = dict(zip(PORTS, (free + 20, free + 30, free, free + 40, free + 1), strict=True))
    for name, number in usual.items():
        monkeypatch.setitem(places.PORTS, name, number)
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("DESKHAND_VAR", str(tmp_path))
    taken = [_listen(free), _listen(free + 2)]
    yield usual
    for one in taken:
        one.close()


def _listen(number: int) -> socket.socket:
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", number))
    held.listen()
    return held


def _six_in_a_row() -> int:
    return next(at for at in range(21_000, 29_000, 50) if not any(ports.is_open(at + n) for n in range(50)))


def test_the_next_free_one_is_taken_said_and_found_again(machine, monkeypatch, tmp_path) -> None:
    said = ports.choose(Places(tmp_path))
    moved = machine[SMTP] + 3  # the next is the sink's own, the one after it another program's
    assert said == [f"Port {machine[SMTP]} is taken; {SMTP} is {moved} this time."]
    assert (port(SMTP), port(SINK)) == (moved, machine[SINK])
    assert f"port {moved} (SMTP)" in banner.banner([])

    for name in PORTS:
        monkeypatch.delenv(name)  # a second terminal
    assert (port(SMTP), port(SINK)) == (moved, machine[SINK])


def test_once_it_is_free_again_it_is_the_usual_one(machine, monkeypatch, tmp_path) -> None:
    (tmp_path / "ports").write_text(f"{SINK}=9\n")
    ports.choose(Places(tmp_path))
    monkeypatch.delenv(SINK)
    assert port(SINK) == machine[SINK]


def test_one_that_somebody_has_named_is_never_moved(machine, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv(SMTP, str(machine[SMTP]))
    with pytest.raises(Trouble, match=f"{SMTP} says {machine[SMTP]}, which another program holds"):
        ports.choose(Places(tmp_path))
