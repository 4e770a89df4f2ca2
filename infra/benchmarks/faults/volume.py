"""A small disk for the files of a run, where we may make one: what is full there fills nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTES = 50


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A tmpfs over the folder while the block runs, as root on Linux; yields whether there is one."""
    made = os.geteuid() == 0 and not _mount(
        "mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder
    )
    try:
        yield made
    finally:
        if made:
            _mount("umount", "-l", folder)


def _mount(*words: str | Path) -> int:
    return subprocess.run(words, check=False, capture_output=True).returncode
