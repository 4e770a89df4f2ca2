"""Bring a backup into an empty database, or one organization of it back into a running one.

    python -m infra.scale.restore FOLDER                 (database, then files; settings are named, not put)
    python -m infra.scale.restore FOLDER --only acme     (its schema must be gone; its row must be there)

Order: database, app of the same release, files, settings. Digests are compared first and rows counted last.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from tqdm import tqdm

from infra.scale.backup import rows
from infra.scale.tools import (
    DATABASE,
    FILES,
    MANIFEST,
    SETTINGS,
    Asked,
    Clients,
    Incomplete,
    Unfit,
    asked,
    digest,
    told,
)

HOLD = """
INSERT INTO public.events_knowndatabase (id, identity, since) VALUES (1, 'restored', now())
ON CONFLICT (id) DO UPDATE SET identity = 'restored', since = now()
"""  # see tenants/lineage.py


def restore(wanted: Asked) -> None:
    """Raises Unfit, Incomplete, and CalledProcessError when PostgreSQL refuses a dump."""
    facts, clients = checked(wanted.folder), Clients(wanted.url)
    names = [name for name in facts["schemas"] if not wanted.only or name in wanted.only]
    if missing := set(wanted.only) - set(names):
        raise Unfit(f"The backup holds no schema {', '.join(sorted(missing))}.")
    with psycopg.connect(wanted.url, autocommit=True) as line:
        if taken := _in_the_way(line, names):
            raise Unfit(f"These schemas are there already: {', '.join(taken)}. Drop or rename them first.")
        for name in tqdm(names, unit="schema", disable=not sys.stderr.isatty()):
            _restore_schema(line, clients, wanted.folder, name)
        if wrong := [name for name in names if rows(line, name) != facts["rows"][name]]:
            raise Incomplete(f"Rows are missing in {', '.join(wrong)}: do not use what was restored.")
        _hold_letters(line)
    _unpack(wanted.folder / FILES, wanted.files, wanted.only)


def _hold_letters(line: Any) -> None:
    """What came back does not know which letters have left since: none leaves until they are compared."""
    if line.execute("SELECT to_regclass('public.events_knowndatabase')").fetchone() != (None,):
        line.execute(HOLD)


def checked(folder: Path) -> dict[str, Any]:
    """The manifest, all digests compared. Raises Unfit."""
    if not (folder / MANIFEST).exists():
        raise Unfit(f"{folder} has no {MANIFEST}: that backup was not finished.")
    facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    for name, seen in facts["parts"].items():
        if not (folder / name).exists() or digest(folder / name) != seen:
            raise Unfit(f"{name} is not what was backed up.")
    return facts


def _in_the_way(line: Any, names: Sequence[str]) -> list[str]:
    found = line.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [list(names)])
    there = {name for (name,) in found}
    if "public" in there:
        tables = line.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        there -= set() if tables[0] else {"public"}
    return sorted(there)


def _restore_schema(line: Any, clients: Clients, folder: Path, name: str) -> None:
    if name == "public":
        line.execute("DROP SCHEMA IF EXISTS public")
    source = folder / DATABASE / f"{name}.dump"
    how = ("--no-owner", "--single-transaction", "--exit-on-error")
    clients.run("pg_restore", f"--dbname={clients.address}", *how, str(source))


def _unpack(source: Path, target: Path, only: Sequence[str]) -> None:
    """A file that is there already is the same: its name is a digest of its content."""
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(source) as tar:
        wanted = [one for one in tar.getmembers() if not only or (Path(one.name).parts or ("",))[0] in only]
        tar.extractall(target, wanted, filter="data")


def main() -> int:
    wanted = asked(__doc__)
    if not (status := told(lambda: restore(wanted))):
        if not wanted.only:
            print(f"Restored. Now put {wanted.folder / SETTINGS} in place as .env and start the parts.")
        print("Letters are held until `manage.py mail_reconcile` has compared them with what had left.")
    return status


if __name__ == "__main__":
    sys.exit(main())
