"""Folders of one process are gone when it ends: well, with an error, or after it forked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MAKE = "from infra.embedded import scratch; made = scratch.folder('kept'); (made / 'a').write_text('b'); "
FORK = "import os; child = os.fork(); child or exit(); os.waitpid(child, 0); print(made.is_dir())"


def run(code: str, temporary: Path) -> subprocess.CompletedProcess[str]:
    here = os.environ | {"TMPDIR": str(temporary)}
    return subprocess.run(
        [sys.executable, "-c", code], env=here, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(("end", "status"), [("pass", 0), ("1 / 0", 1), ("raise KeyboardInterrupt", -2)])
def test_a_folder_goes_with_its_process(tmp_path: Path, end: str, status: int) -> None:
    done = run(MAKE + f"print(made.name[:14])\n{end}", tmp_path)

    assert (done.returncode, done.stdout) == (status, "deskhand-kept-\n")
    assert not list(tmp_path.iterdir())


def test_a_child_that_ends_leaves_its_parent_the_folder(tmp_path: Path) -> None:
    done = run(MAKE + FORK, tmp_path)

    assert (done.returncode, done.stdout) == (0, "True\n")
    assert not list(tmp_path.iterdir())


def test_the_settings_of_tests_leave_nothing_behind(tmp_path: Path) -> None:
    code = "from infra.settings import test; print(test.MEDIA_ROOT.is_dir(), test.SENT_LOG.is_dir()); 1 / 0"
    done = run(code, tmp_path)

    assert (done.returncode, done.stdout) == (1, "True True\n")
    assert not list(tmp_path.iterdir())
