"""root lends the servers to another account, and changes no folder above its own."""

import os
import pwd
import shutil
from pathlib import Path

import psycopg
import pytest

from infra.embedded import running
from infra.embedded.accounts import Account, can_enter
from infra.embedded.for_tests import temporary

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to lend to")


def nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def test_the_servers_run_as_nobody() -> None:
    with running(temporary(), durable=False) as places:
        pid = int((places.postgres / "postmaster.pid").read_text().split()[0])
        assert Path(f"/proc/{pid}").stat().st_uid == nobody().uid
        with psycopg.connect(places.database_url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("deskhand",)


def test_data_move_when_nobody_cannot_enter_and_the_closed_folder_stays_closed() -> None:
    closed = temporary()
    closed.chmod(0o700)
    assert not can_enter(closed / "var", nobody())

    with running(closed / "var", durable=False) as places:
        home = places.home
        assert home.parent == Path("/var/lib")
        assert (closed / "var/home.path").read_text() == f"{home}\n"
        with psycopg.connect(places.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    assert closed.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(home)
