"""Sleep until something happens: a child ended or somebody asked us to stop. No polling, no race.

Signals arrive as bytes in a pipe, so one that comes just before the wait still ends it.
"""

import os
import select
import signal
from typing import Any

STOPS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


class Bell:
    """One per supervisor, hung in the main thread."""

    def __init__(self) -> None:
        self.ear, mouth = os.pipe()
        for end in (self.ear, mouth):
            os.set_blocking(end, False)
        self.ends = (self.ear, mouth)
        signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
        for each in (*STOPS, signal.SIGCHLD):
            signal.signal(each, heard)
        self.stops = 0  # how often we were asked to stop

    def wait(self, seconds: float) -> None:
        """Return at the next signal, or after so many seconds."""
        ready, _, _ = select.select([self.ear], [], [], max(seconds, 0))
        if ready:
            self.stops += sum(number in STOPS for number in os.read(self.ear, 1024))

    def silence(self) -> None:
        """In a forked child: signals mean again what they mean everywhere."""
        signal.set_wakeup_fd(-1)
        for each in (*STOPS, signal.SIGCHLD):
            signal.signal(each, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for end in self.ends:
            os.close(end)


def heard(*_: Any) -> None:
    """The byte in the pipe says it all; a handler must exist for it to be written."""
