"""The ground of the tests kept between sessions, for who runs tests all day: it costs 20 s of CPU each time.

DESKHAND_TEST_GROUND names the folder. A kept ground is good while nothing that shapes the schemas changes:
models, migrations, starters, everything of tenants/, the libraries. A service that a starter calls is
not looked at; whole runs (CI) name no folder and lay the ground anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.embedded import for_tests
from infra.embedded.places import REPOSITORY

SHAPING = (
    "tenants/**/*.py", "*/migrations/*.py", "*/*/migrations/*.py", "*/models*.py", "*/*/models*.py",
    "*/starter*", "*/*/starter*", "*/*/starter/*", "billing/plans.py", "infra/settings/*.py",
    "infra/requirements/*.txt", "tests/support/ground.py",
)  # fmt: skip
KEPT = 8  # grounds of as many states of the code


def data() -> Path | None:
    """PostgreSQL's folder with the ground laid, for a copy of it; made when there is none. None: not wanted."""
    wanted = os.environ.get("DESKHAND_TEST_GROUND")
    if not wanted or for_tests.given() or os.environ.get("DESKHAND_TEST_VAR"):
        return None
    kept = Path(wanted).resolve() / _key()
    if not kept.exists():
        _make(kept)
    os.utime(kept)
    return kept / "postgres"


def _key() -> str:
    found = sorted({path for pattern in SHAPING for path in REPOSITORY.glob(pattern) if path.is_file()})
    seen = hashlib.sha256()
    for path in found:
        seen.update(f"{path.relative_to(REPOSITORY)}\0".encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def _make(kept: Path) -> None:
    """In a process of its own, whose servers have stopped before the folder gets its name."""
    folder = for_tests.temporary()
    environment = os.environ | {"DESKHAND_TEST_VAR": str(folder)}
    environment.pop("DESKHAND_TEST_GROUND")
    subprocess.run(
        [sys.executable, "-m", "tests.support.laying"], cwd=REPOSITORY, env=environment, check=True
    )
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.parent.chmod(0o755)
    if not kept.exists():  # another session may have been quicker
        shutil.move(folder, kept)
    for old in sorted(kept.parent.iterdir(), key=lambda one: one.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
