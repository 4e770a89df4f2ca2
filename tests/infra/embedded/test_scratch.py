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
    code = "from infra.settings import test; [one.mkdir() for one in (test.MEDIA_ROOT, test.SENT_LOG)]; 1 / 0"
    done = run(code, tmp_path)

    assert (done.returncode, "ZeroDivisionError" in done.stderr) == (1, True)
    assert not list(tmp_path.iterdir())


def test_who_only_reads_the_settings_makes_nothing_however_it_ends(tmp_path: Path) -> None:
    done = run("import os; from infra.settings import test; os._exit(3)", tmp_path)

    assert done.returncode == 3
    assert not list(tmp_path.iterdir())
