"""Where one installation keeps its data and sockets, and the addresses that follow from it.

Read by settings and by the supervisor, so both arrive at the same answer without talking to each
other. Knows nothing of Django and starts nothing. See infra/README.md, "Embedded servers".
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 103  # bytes; the kernels take 107 (Linux) and 103 (macOS)
POSTGRES_SOCKET = ".s.PGSQL.5432"
PORTS = {
    "DESKHAND_WEB_PORT": 8000,
    "DESKHAND_REALTIME_PORT": 8001,
    "DESKHAND_SMTP_PORT": 2525,
    "DESKHAND_LMTP_PORT": 2424,
    "DESKHAND_SINK_PORT": 2526,
}


@dataclass(frozen=True)
class Places:
    """The folders and addresses of one installation; `var` is its root and must be absolute."""

    var: Path

    @property
    def home(self) -> Path:
        """Folder of the servers' data: `var`, unless the servers' account could not get there."""
        return recorded(self.var / "home.path") or self.var

    @property
    def run(self) -> Path:
        """Folder of the sockets, mode 700: `<home>/run`, or a short one when that path is too long."""
        usual = self.home / "run"
        if len(os.fsencode(usual / POSTGRES_SOCKET)) <= LONGEST_SOCKET_PATH:
            return usual
        return recorded(self.var / "run.path") or short_folder(self.var)

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def valkey(self) -> Path:
        return self.home / "valkey"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def ports(self) -> Path:
        """The note of ports that are not the usual ones, NAME=number, since the last start."""
        return self.var / "ports"

    @property
    def mailbox(self) -> Path:
        """Where the sink puts outgoing demo mail, one `.eml` each."""
        return self.var / "mailbox"

    @property
    def database_url(self) -> str:
        """libpq's own form for a socket: the folder travels as the `host` option."""
        return f"postgresql://deskhand@/deskhand?host={quote(str(self.run), safe='/')}"

    @property
    def redis_url(self) -> str:
        return f"unix://{quote(str(self.run / 'valkey.sock'), safe='/')}"


def var() -> Path:
    """DESKHAND_VAR, or `var` in the repository."""
    return Path(os.environ.get("DESKHAND_VAR") or REPOSITORY / "var").resolve()


def database_url() -> str:
    """DATABASE_URL when given, else the embedded PostgreSQL."""
    return os.environ.get("DATABASE_URL") or Places(var()).database_url


def redis_url() -> str:
    """REDIS_URL when given, else the embedded Valkey."""
    return os.environ.get("REDIS_URL") or Places(var()).redis_url


def broker_url(url: str) -> str:
    """The same server in Celery's words: kombu calls a socket `redis+socket://`, redis-py `unix://`."""
    if not url.startswith("unix://"):
        return url
    path, _, options = url.removeprefix("unix://").partition("?")
    return f"redis+socket://{path}" + (f"?{options.replace('db=', 'virtual_host=')}" if options else "")


def port(name: str) -> int:
    """The number of a DESKHAND_…_PORT: from the environment, as the last start chose it, or the usual one."""
    return int(os.environ.get(name) or _noted(name) or PORTS[name])


def _noted(name: str) -> str:
    pairs = (line.partition("=") for line in (recorded_text(Places(var()).ports)).splitlines())
    return next((number for known, _, number in pairs if known == name), "")


def recorded_text(note: Path) -> str:
    """What an earlier start wrote there, "" for nothing."""
    try:
        return note.read_text()
    except OSError:
        return ""


def recorded(note: Path) -> Path | None:
    """The path an earlier start wrote down, so that every later shell finds the same servers."""
    try:
        return Path(note.read_text().strip())
    except FileNotFoundError:
        return None


def short_folder(var: Path) -> Path:
    """A short name for a deep `var`, the same each time, in the runtime or temporary folder."""
    # Root's runtime folder is closed to the account that runs its servers.
    runtime = os.environ.get("XDG_RUNTIME_DIR") if os.geteuid() else None
    return Path(runtime or tempfile.gettempdir()) / f"deskhand-{os.geteuid()}-{fingerprint(var)}"


def fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
