"""The fake model in a process of its own, so that a benchmark does not pay for it."""

import json
import subprocess
import sys
from typing import Self
from urllib.request import urlopen


class FakeOpenAIProcess:
    """Context manager with `.url`, `.base_url`, `.pid` and `stats()`."""

    def __init__(self, *, latency: float = 0.0) -> None:
        """latency: seconds before each answer."""
        self._command = [sys.executable, "-m", "tests.support.fakes.openai", "--latency", str(latency)]
        self.url = self.base_url = ""
        self.pid = 0

    def stats(self) -> dict[str, int]:
        """served, open and peak number of requests."""
        with urlopen(f"{self.url}/__stats") as answer:
            return json.load(answer)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        self.base_url, self.pid = f"{self.url}/v1", self._process.pid
        return self

    def __exit__(self, *exc: object) -> None:
        self._process.terminate()
        self._process.wait(10)
