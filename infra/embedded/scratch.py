"""Folders for the length of one process: gone at its end, also when it fails.

Tests, benchmarks and throw-away servers keep their files in these. A process that is killed outright cannot
tidy up; everything else does.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path


def place(name: str) -> Path:
    """Where a folder may be made by whoever writes there first; `name` says whose it was.

    A process that writes nothing there leaves nothing, even where it ends without a word (mypy does).
    """
    path = Path(tempfile.gettempdir()).resolve() / f"deskhand-{name}-{secrets.token_hex(8)}"
    atexit.register(_forget, path, os.getpid())
    return path


def folder(name: str) -> Path:
    """A new folder of ours alone, in the temporary place of this machine."""
    made = place(name)
    made.mkdir(mode=0o700)
    return made


def _forget(made: Path, owner: int) -> None:
    if os.getpid() == owner:  # a fork inherits what is to be done at the end, and ends first
        shutil.rmtree(made, ignore_errors=True)
