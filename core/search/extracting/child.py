"""The parent's side: one process for one file, 512 MB and 10 s of CPU, 30 s by the clock, then it is killed.

What it wrote until it died counts: of a book the first pages, of a file made to hurt nothing.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from subprocess import PIPE

from core.search.extracting.kinds import LONGEST, MOST_BYTES

DEADLINE_SECONDS = 30.0
MOST_OUT = LONGEST * 4  # bytes; nothing longer is read from a child, whatever it says
AT_ONCE = 2  # children of one worker process
ROOT = str(Path(__file__).resolve().parents[3])
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[2]);"
    "from core.search.extracting.worker import main; main(sys.argv[1])"
)
REASONS = {3: "encrypted", 4: "broken", 5: "too_large"}
_places = threading.BoundedSemaphore(AT_ONCE)


class Unreadable(Exception):
    """reason: encrypted, broken, too_large, or died (out of time or memory) before it said anything."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def text_of(kind: str, content: bytes) -> str:
    """What the file says, one line of blanks between words. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    with _places:
        said, code = _run(kind, content)
    text = " ".join(said.decode("utf-8", "ignore").replace("\x00", "").split())[:LONGEST]
    if code and not text:
        raise Unreadable(REASONS.get(code, "died"))
    return text


def _run(kind: str, content: bytes) -> tuple[bytes, int]:
    """(what it said, its exit code; not 0 when it was killed)."""
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own program
        [sys.executable, "-I", "-c", PROGRAM, kind, ROOT], stdin=PIPE, stdout=PIPE, stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"}, start_new_session=True,
    )  # fmt: skip
    assert child.stdout
    feeding = threading.Thread(target=_feed, args=(child, content), daemon=True)
    clock = threading.Timer(DEADLINE_SECONDS, child.kill)
    feeding.start()
    clock.start()
    try:
        said = child.stdout.read(MOST_OUT)
        if len(said) >= MOST_OUT:
            child.kill()
        code = child.wait(DEADLINE_SECONDS)
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        feeding.join(1)
        child.stdout.close()
    return said, 0 if len(said) >= MOST_OUT else code


def _feed(child: subprocess.Popen[bytes], content: bytes) -> None:
    assert child.stdin
    try:
        child.stdin.write(content)
        child.stdin.close()
    except OSError:  # it ended before it had read everything
        return
