"""A session of several workers keeps the tests of a file together and in order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CONFTEST = """
from tests.support.sharing import Sharing
def pytest_xdist_make_scheduler(config, log):
    return Sharing(config, log)
"""
FILE = """
import os
import pytest
@pytest.mark.parametrize("at", range(6))
def test_where(at):
    with open("{told}", "a") as told:
        told.write("{name} " + os.environ["PYTEST_XDIST_WORKER"] + f" {{at}}\\n")
"""


def test_one_worker_has_all_tests_of_a_file_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in ("one", "two"):
        (tmp_path / f"test_{name}.py").write_text(FILE.format(told=tmp_path / "told", name=name))
    words = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
        "-n",
        "2",
        "--dist",
        "loadscope",
        "-c",
        "/dev/null",
    ]
    run = [sys.executable, "-m", "pytest", *words, f"--rootdir={tmp_path}", str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr

    lines = [line.split() for line in (tmp_path / "told").read_text().splitlines()]
    for name in ("one", "two"):
        mine = [(worker, int(at)) for file, worker, at in lines if file == name]
        assert [at for _, at in mine] == list(range(6))
        assert len({worker for worker, _ in mine}) == 1
