"""Many threads of a worker share few heaps."""

from __future__ import annotations

import subprocess
import sys

import pytest

WORK = """
import ctypes, sys, threading
from infra import heaps
if sys.argv[1] == "few":
    heaps.few()
meet = threading.Barrier(24)
kept = []
def work():
    meet.wait()
    kept.append([bytearray(3000) for _ in range(500)])
    meet.wait()
threads = [threading.Thread(target=work) for _ in range(24)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
heaps.LIBC.malloc_info(0, ctypes.c_void_p.in_dll(heaps.LIBC, "stdout"))
heaps.LIBC.fflush(None)
"""


def _heaps(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", WORK, how], capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(sys.platform != "linux", reason="heaps of glibc")
def test_threads_share_two_heaps():
    assert _heaps("few") <= 2
    assert _heaps("as it comes") > 2
