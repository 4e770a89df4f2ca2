"""Parts of the application as forks of one loaded process.

Django and its libraries are imported once; every fork shares that memory until it writes to it,
and starts in milliseconds. A fork leads a session of its own, logs to its own file and dies with us.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from infra.embedded.bell import STOPS, Bell
from infra.embedded.process import die_with_parent, put_aside, tail

LOOK_EVERY = 0.05  # s, while waiting for an end


class Forked:
    """One part: `work` runs in a fork until it returns or SIGTERM ends it. Same verbs as a server.

    log: None keeps the terminal. held: file numbers the fork must let go of (the lock).
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], int | None],
        bell: Bell,
        *,
        log: Path | None = None,
        patience: float = 10.0,
        held: tuple[int, ...] = (),
    ):
        self.name, self.work, self.bell, self.log, self.patience, self.held = (
            name,
            work,
            bell,
            log,
            patience,
            held,
        )
        self.pid = 0
        self.code: int | None = None

    def start(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        supervisor, self.code = os.getpid(), None
        # A stop that reached the fork before it has its own ears would ring our bell instead of ending it.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        self.pid = os.fork()
        if self.pid == 0:
            self.live(supervisor)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    @property
    def alive(self) -> bool:
        if self.pid and self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return bool(self.pid) and self.code is None

    def stop(self) -> None:
        """SIGTERM, `patience` seconds to finish what is at hand, then the end for it and all its children.

        A second Ctrl-C cuts the patience short.
        """
        if not self.alive:
            return
        os.kill(self.pid, signal.SIGTERM)
        deadline, asked = time.monotonic() + self.patience, self.bell.stops
        while self.alive and time.monotonic() < deadline and self.bell.stops == asked:
            self.bell.wait(LOOK_EVERY)
        if self.alive:
            with suppress(ProcessLookupError):  # no session of its own yet
                os.killpg(self.pid, signal.SIGKILL)
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.code = -signal.SIGKILL

    def why(self) -> str:
        """What to tell about its end: the signal or status, and the last line of its log."""
        how = (
            f"killed by {signal.Signals(-self.code).name}"
            if self.code and self.code < 0
            else f"status {self.code}"
        )
        return f"{how}; {tail(self.log, 1)}" if self.log else how

    def live(self, supervisor: int) -> None:
        """The fork's whole life; never returns."""
        code = 1
        try:
            self.settle(supervisor)
            code = self.work() or 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except KeyboardInterrupt:
            code = 130
        except BaseException:  # nothing may climb into the supervisor's own code
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def settle(self, supervisor: int) -> None:
        os.setsid()
        self.bell.silence()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        die_with_parent(signal.SIGKILL)
        if os.getppid() != supervisor:  # it ended between fork and here
            os._exit(1)
        for number in self.held:
            os.close(number)
        os.environ["DESKHAND_ROLE"] = self.name
        if self.log:
            redirect(self.log)


def redirect(log: Path) -> None:
    """Standard output and error go to the log from now on, those of loaded handlers included."""
    put_aside(log)
    number = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(number, stream)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
