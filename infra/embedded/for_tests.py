"""Servers for a test session: fresh, quick, forgotten at its end.

Every session gets its own pair in a temporary folder (under 1 s), so any number of sessions run at
the same time without meeting. DESKHAND_TEST_VAR names a folder to keep instead, for a session that
wants to look at the data afterwards. DATABASE_URL and REDIS_URL win when both are set.
"""

import atexit
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infra.embedded import scratch
from infra.embedded.places import Places
from infra.embedded.servers import Servers

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # "gw0", "gw1" ...; empty in a session of one process


@dataclass(frozen=True)
class Urls:
    database: str
    redis: str


_started: Urls | None = None


def start(data: Path | None = None) -> Urls:
    """Addresses of running servers; starts them at the first call and stops them when Python ends.

    data: PostgreSQL's folder to begin with, copied; an empty cluster otherwise.

    Also puts them into the environment, where settings and child processes find them: call it
    before Django's settings are loaded. Each worker of pytest-xdist brings a pair of its own, whatever
    it inherited: the tests empty Redis.
    """
    global _started
    if _started is None:
        _started = given() or bring(data)
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = (_started.database, _started.redis)
    return _started


def given() -> Urls | None:
    if WORKER:
        return None
    database, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    return Urls(database, redis) if database and redis else None


def bring(data: Path | None = None) -> Urls:
    kept = os.environ.get("DESKHAND_TEST_VAR")
    folder = Path(kept, WORKER).resolve() if kept else temporary()
    if data is not None:
        subprocess.run(["cp", "-a", data, folder / "postgres"], check=True)  # with its owner
    servers = Servers(Places(folder), durable=False)
    servers.__enter__()
    atexit.register(servers.close)
    return Urls(servers.places.database_url, servers.places.redis_url)


def temporary() -> Path:
    """Ours alone, but open to be walked through: as root the servers run as another account."""
    folder = scratch.folder("test")  # made before the servers start, so it goes after they have ended
    folder.chmod(0o755)
    return folder
