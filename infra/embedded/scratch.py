"""Folders for the length of one process: gone at its end, also when it fails.

Tests, benchmarks and throw-away servers keep their files in these. A process that is killed outright cannot
tidy up; everything else does.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def folder(name: str) -> Path:
    """A new folder of ours alone, in the temporary place of this machine; `name` says whose it was."""
    made = Path(tempfile.mkdtemp(prefix=f"deskhand-{name}-")).resolve()
    atexit.register(_forget, made, os.getpid())
    return made


def _forget(made: Path, owner: int) -> None:
    if os.getpid() == owner:  # a fork inherits what is to be done at the end, and ends first
        shutil.rmtree(made, ignore_errors=True)
