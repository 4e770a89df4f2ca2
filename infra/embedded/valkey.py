"""The embedded Valkey (Redis): a socket in a private folder, an append-only file, nothing evicted.

Snapshots are off and the append-only file is flushed each second: with Redis' defaults a kill -9
lost everything of the last three seconds, with this nothing.
"""

import signal
import socket
from pathlib import Path

from infra.embedded.accounts import Account, own_folder
from infra.embedded.places import Places
from infra.embedded.process import Child, end_stray, name_of, tail
from infra.embedded.programs import valkey_program
from infra.embedded.trouble import Trouble

READY_WITHIN = 60.0  # s; reading a large append-only file
STOP_WITHIN = 60.0  # s; the last flush to disk
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory-policy": "noeviction",
    "databases": "16",
}


class Valkey:
    """One server with its data in `<home>/valkey`, reached through `places.redis_url`."""

    name = "Valkey"

    def __init__(self, places: Places, account: Account | None, *, durable: bool = True):
        self.places, self.account = places, account
        self.settings = SETTINGS if durable else SETTINGS | {"appendonly": "no"}
        self.child: Child | None = None

    def start(self) -> None:
        """Clear what a crash left, start, and wait until the data are loaded."""
        data = own_folder(self.places.valkey, self.account)
        self.clear_remains()

        places = {"dir": str(data), "unixsocket": str(self.socket), "pidfile": str(self.note)}
        argv = [str(valkey_program(self.places, self.account))]
        argv += [word for key, value in (self.settings | places).items() for word in (f"--{key}", value)]
        self.child = Child(argv, self.log, signal.SIGTERM, self.account, data)
        self.child.start()
        self.child.await_ready(self.answers, READY_WITHIN)

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.alive

    def stop(self) -> None:
        if self.child and not self.child.stop(STOP_WITHIN):
            raise Trouble(f"Valkey did not stop within {STOP_WITHIN:.0f} s; see {self.log}.")

    @property
    def socket(self) -> Path:
        return self.places.run / "valkey.sock"

    @property
    def note(self) -> Path:
        return self.places.valkey / "valkey.pid"

    @property
    def log(self) -> Path:
        return self.places.log / "valkey.log"

    def clear_remains(self) -> None:
        """Stop a server that outlived its supervisor, and remove the socket it left."""
        try:
            pid = int(self.note.read_text())
        except (FileNotFoundError, ValueError):
            pid = 0
        if pid and (name_of(pid) or "").startswith("valkey") and self.answers():
            end_stray(pid, signal.SIGTERM)
        self.socket.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether it says PONG; while it reads its file it says LOADING."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def why(self) -> str:
        return tail(self.log, 1)
