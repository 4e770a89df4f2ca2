"""Children that never outlive us: started as direct children in a session of their own, told to die with us.

A session of its own keeps a terminal's Ctrl-C from a server while others still need it. The
parent-death signal exists on Linux only; elsewhere the next start finds and stops what is left.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.embedded.accounts import Account
from infra.embedded.trouble import Trouble

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000  # bytes
# Loaded before any fork: between fork and exec only calls into what is already there are safe.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(last_word: signal.Signals) -> None:
    """Have the kernel send us `last_word` when our parent ends. Call it after any change of user."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(last_word), 0, 0, 0)


class Child:
    """One server program: start, look, stop."""

    def __init__(
        self, argv: list[str], log: Path, last_word: signal.Signals, account: Account | None, folder: Path
    ):
        self.argv, self.log, self.last_word, self.account, self.folder = (
            argv,
            log,
            last_word,
            account,
            folder,
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        put_aside(self.log)
        with self.log.open("ab") as log:
            # The parent-death signal follows the thread that forks: start servers from the main thread.
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                umask=0o077,
                preexec_fn=lambda: die_with_parent(self.last_word),
                **identity(self.account),
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def await_ready(self, ready: Callable[[], bool], patience: float) -> None:
        """Return when `ready()`; raise Trouble with the end of the log when it ends or takes too long (s)."""
        deadline = time.monotonic() + patience
        while self.alive and time.monotonic() < deadline:
            if ready():
                return
            time.sleep(0.02)
        state = "is not ready" if self.alive else "ended at once"
        raise Trouble(f"{Path(self.argv[0]).name} {state}. {self.log} ends with:\n{tail(self.log)}")

    def stop(self, patience: float) -> bool:
        """Ask it to end and wait; never kills. False when it still runs after `patience` seconds."""
        if self.process is None or not self.alive:
            return True
        self.process.send_signal(self.last_word)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return False
        return True


def identity(account: Account | None) -> dict[str, Any]:
    """Arguments for subprocess that change the user, without any of root's groups."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def put_aside(log: Path) -> None:
    """Start a new log when the old one is long; the old one keeps the name with `.1`."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))


def tail(log: Path, lines: int = 5) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(nothing)"


def sole_owner(note: Path) -> int:
    """Take the lock of an installation; closing the returned file number gives it back.

    Raises Trouble when somebody else holds it.
    """
    descriptor = os.open(note, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 32).decode().strip() or "unknown"
        os.close(descriptor)
        raise Trouble(f"{note.parent} is in use: Deskhand already runs there (process {holder}).") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def name_of(pid: int) -> str | None:
    """The program a process runs; None when it is gone or only waits to be reaped."""
    if sys.platform == "linux":
        try:
            _, rest = Path(f"/proc/{pid}/stat").read_text().split("(", 1)
        except (FileNotFoundError, ProcessLookupError):
            return None
        name, state = rest.rsplit(")", 1)
        return None if state.split()[0] in "ZX" else name
    answer = subprocess.run(
        ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return Path(answer.stdout.strip()).name or None


def end_stray(pid: int, last_word: signal.Signals, patience: float = 60.0) -> None:
    """Stop a server that outlived its supervisor, and wait for it. Raises Trouble when it does not end."""
    os.kill(pid, last_word)
    deadline = time.monotonic() + patience
    while name_of(pid) is not None:
        if time.monotonic() > deadline:
            raise Trouble(f"Process {pid} of an earlier start does not end; look at it by hand.")
        time.sleep(0.05)
