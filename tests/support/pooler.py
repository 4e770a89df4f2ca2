"""Debian's PgBouncer before the test servers, with the file that production takes."""

from __future__ import annotations

import shutil
import signal
import socket
from configparser import ConfigParser
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from infra.embedded import for_tests
from infra.embedded.accounts import account_for
from infra.embedded.places import REPOSITORY
from infra.embedded.process import Child

PROGRAM = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
MISSING = "PgBouncer is not installed (Debian: apt-get install pgbouncer)"
READY_WITHIN = 10.0  # s


class Pooler:
    """A context manager. url: the database `name` behind it; size: server connections a database."""

    def __init__(self, direct: str, size: int = 2) -> None:
        assert PROGRAM, MISSING
        self.folder = for_tests.temporary()
        self.account = account_for(Path(parse_qs(urlsplit(direct).query)["host"][0]).parent / "postgres")
        self.direct, self.size, self.port = urlsplit(direct), size, _free_port()

    def __enter__(self) -> Pooler:
        if self.account:
            shutil.chown(self.folder, self.account.uid, self.account.gid)
        settings = self.folder / "pgbouncer.ini"
        settings.write_text(self._settings())
        assert PROGRAM
        self.child = Child(
            [PROGRAM, str(settings)], self.folder / "log", signal.SIGINT, self.account, self.folder
        )
        self.child.start()
        self.child.await_ready(self._answers, READY_WITHIN)
        return self

    def __exit__(self, *_: object) -> None:
        self.child.stop(10)

    def url(self, name: str = "") -> str:
        return f"postgresql://deskhand@127.0.0.1:{self.port}/{quote(name or self.direct.path.strip('/'))}"

    def _settings(self) -> str:
        host = parse_qs(self.direct.query)["host"][0]
        settings = ConfigParser(comment_prefixes=(";",))
        settings.read(REPOSITORY / "infra/scale/pgbouncer.ini")
        settings["databases"] = {"*": f"host={host} user=deskhand"}
        here = {"listen_port": self.port, "auth_type": "any", "default_pool_size": self.size}
        settings["pgbouncer"].update({name: str(value) for name, value in here.items()})
        settings["pgbouncer"].update(
            {"reserve_pool_size": "0", "unix_socket_dir": "", "max_client_conn": "200"}
        )
        out = StringIO()
        settings.write(out)
        return out.getvalue()

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
