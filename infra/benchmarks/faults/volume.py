"""A small disk for one folder of a run, where we may make one: what is full there fills nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FILES_MB, DATA_MB = 50, 1_200


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """A tmpfs over the folder while the block runs, as root on Linux; yields whether there is one."""
    made = os.geteuid() == 0 and not _mount(
        "mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder
    )
    try:
        yield made
    finally:
        if made:
            _mount("umount", "-l", folder)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No room is left on the folder's disk while the block runs."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as heap:
        while True:
            heap.write(bytes(65536))
    try:
        yield
    finally:
        ballast.unlink()


def _mount(*words: str | Path) -> int:
    return subprocess.run(words, check=False, capture_output=True).returncode
