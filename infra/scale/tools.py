"""PostgreSQL's own programs, and what a backup folder is made of."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import psycopg

from infra.embedded.places import Places, var
from infra.embedded.programs import postgres_programs

MANIFEST = "manifest.json"
DATABASE, FILES, SETTINGS = "database", "files.tar", "settings.env"
BLOCK = 1 << 20  # bytes


class Unfit(Exception):
    """The backup is damaged, something is in the way, or a program is missing. Nothing was changed."""


class Clients:
    """pg_dump and pg_restore that know the server behind `url`: an older one than the server refuses it.

    From PG_BIN, else PATH, else the packages that `make demo` runs on.
    """

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as line:
            self.server = line.info.server_version // 10_000
        self.url = url

    def run(self, name: str, *words: str) -> None:
        """Raises CalledProcessError with what the program said."""
        argv = [self.program(name), *words]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, argv, done.stdout, done.stderr)

    @cache  # noqa: B019  # one object a run
    def program(self, name: str) -> str:
        """Raises Unfit when all there are too old."""
        for folder in (os.environ.get("PG_BIN"), os.environ.get("PATH")):
            found = shutil.which(name, path=folder) if folder else None
            if found and _major(found) >= self.server:
                return found
        packaged = postgres_programs(Places(var()), None) / name
        if not packaged.exists() or _major(str(packaged)) < self.server:
            raise Unfit(f"There is no {name} of version {self.server} or newer; name its folder in PG_BIN.")
        return str(packaged)


def _major(program: str) -> int:
    """`pg_dump (PostgreSQL) 18.1` -> 18"""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"\d+", said)[0])


def digest(path: Path) -> str:
    """SHA-256 in hex."""
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seen.update(block)
    return seen.hexdigest()
