"""PostgreSQL's own programs, what a backup folder is made of, and how both commands are called."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from infra.embedded.places import Places, var
from infra.embedded.programs import postgres_programs

MANIFEST = "manifest.json"
DATABASE, FILES, SETTINGS = "database", "files.tar", "settings.env"
BLOCK = 1 << 20  # bytes


class Unfit(Exception):
    """The backup is damaged, something is in the way, or a program is missing. Nothing was changed."""


class Incomplete(Unfit):
    """Restored, but not all that was backed up: what stands there now must not be used."""


class Clients:
    """pg_dump and pg_restore that know the server behind `url`: an older one than the server refuses it.

    From PG_BIN, else PATH, else the packages that `make demo` runs on.
    """

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as line:
            self.server = line.info.server_version // 10_000
        facts = conninfo_to_dict(url)
        # in the environment, where a list of processes does not show it
        self.secret = {"PGPASSWORD": str(facts.pop("password"))} if facts.get("password") else {}
        self.address = make_conninfo("", **facts)

    def run(self, name: str, *words: str) -> None:
        """Raises CalledProcessError with what the program said."""
        argv = [self.program(name), *words]
        done = subprocess.run(argv, capture_output=True, text=True, check=False, env=os.environ | self.secret)
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


@dataclass(frozen=True)
class Asked:
    """What a command was called with. url: the database; home: that of the directory; files: their folder."""

    folder: Path
    only: list[str]
    shard: str
    url: str
    home: str
    files: Path


def asked(doc: str | None) -> Asked:
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="schemas; default: all")
    parser.add_argument("--shard", default="default", help="one of DESKHAND_SHARDS")
    wanted = parser.parse_args()

    from infra.settings import storage

    if wanted.shard not in {"default", *storage.SHARDS}:
        parser.error(f"there is no shard {wanted.shard}")
    home = storage.DATABASE_DIRECT_URL or storage.DATABASE_URL
    url = storage.SHARDS.get(wanted.shard, home)
    return Asked(wanted.folder, wanted.only, wanted.shard, url, home, storage.MEDIA_ROOT)


def told(work: Callable[[], object]) -> int:
    """Run it; what went wrong in words for people, as the command's status."""
    try:
        work()
    except Unfit as fault:
        print(fault, file=sys.stderr)
    except subprocess.CalledProcessError as fault:
        print(f"{Path(fault.cmd[0]).name} said\n{fault.stderr}", file=sys.stderr)
    else:
        return 0
    return 1


def digest(path: Path) -> str:
    """SHA-256 in hex."""
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seen.update(block)
    return seen.hexdigest()
