"""One moment of the whole installation in a folder: database, files, settings, and digests of all of it.

    python -m infra.scale.backup FOLDER [--only SCHEMA ...] [--shard NAME]

Every schema is a dump of its own, all of them of one snapshot: an organization can be brought back alone,
and no dump locks fifty thousand tables at once. The files come after the database: a file that no row names
is harmless, a row whose file is missing is not, and files are never changed once written.
The folder is complete when its manifest is there.
"""

from __future__ import annotations

import json
import shutil
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from tqdm import tqdm

from infra.scale.tools import DATABASE, FILES, MANIFEST, SETTINGS, Asked, Clients, Unfit, asked, digest, told

NAMES = """
SELECT schema_name FROM tenants_tenant
WHERE shard = %s AND schema_name <> 'public' AND state <> 'purged'
ORDER BY schema_name
"""
THERE = "SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s) ORDER BY nspname <> 'public', nspname"


def back_up(wanted: Asked, lanes: int = 2) -> None:
    """Raises Unfit for a folder that exists or a schema that does not, CalledProcessError for a dump."""
    clients, folder = Clients(wanted.url), wanted.folder
    if folder.exists():
        raise Unfit(f"{folder} is there already; nothing is written over.")
    names = _names(wanted)
    (folder / DATABASE).mkdir(parents=True)
    folder.chmod(0o700)
    with psycopg.connect(
        wanted.url
    ) as line:  # its transaction keeps the snapshot until the last dump is written
        line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(line, "SELECT pg_export_snapshot()")
        facts = {
            "taken_at": datetime.now(UTC).isoformat(),
            "server": _one(line, "SHOW server_version"),
            "shard": wanted.shard,
            "schemas": names,
            "rows": {name: rows(line, name) for name in names},
        }
        with ThreadPoolExecutor(lanes) as pool:
            dumps = pool.map(lambda name: _dump(clients, name, snapshot, folder), names)
            list(tqdm(dumps, total=len(names), unit="schema", disable=not sys.stderr.isatty()))
    _files(wanted, folder / FILES)
    _settings(folder)
    parts = sorted(path for path in folder.rglob("*") if path.is_file())
    facts["parts"] = {str(path.relative_to(folder)): digest(path) for path in parts}
    (folder / MANIFEST).write_text(json.dumps(facts, indent=1))


def _names(wanted: Asked) -> list[str]:
    """Which organizations live in a database the directory knows, and it is at home, wherever they are."""
    with psycopg.connect(wanted.home) as line:
        living = [name for (name,) in line.execute(NAMES, [wanted.shard])]
    every = ["public", *(["_template"] if wanted.shard == "default" else []), *living]
    if strangers := set(wanted.only) - set(every):
        raise Unfit(f"No organization lives in the schema {', '.join(sorted(strangers))} here.")
    with psycopg.connect(wanted.url) as line:
        there = [name for (name,) in line.execute(THERE, [wanted.only or every])]
    if missing := set(wanted.only or living) - set(there):
        raise Unfit(f"The database has no schema {', '.join(sorted(missing))}.")
    return there


def _dump(clients: Clients, schema: str, snapshot: str, folder: Path) -> None:
    target = folder / DATABASE / f"{schema}.dump"
    which = (clients.address, f"--snapshot={snapshot}", f'--schema="{schema}"')
    clients.run("pg_dump", *which, "-Fc", "--no-owner", f"--file={target}")


def rows(line: Any, schema: str) -> int:
    """Of all tables together; restoring counts again."""
    tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
    counts = (f'(SELECT count(*) FROM "{schema}"."{table}")' for (table,) in tables)
    return int(_one(line, f"SELECT {' + '.join(counts) or '0'}"))


def _one(line: Any, query: str) -> Any:
    return line.execute(query).fetchone()[0]


def _files(wanted: Asked, target: Path) -> None:
    """Each organization's lie in a folder of its schema's name. A bucket is backed up by its own store."""
    with tarfile.open(target, "w") as tar:
        for name in wanted.only or ["."]:
            if (wanted.files / name).exists():
                tar.add(wanted.files / name, arcname=name)


def _settings(folder: Path) -> None:
    """The keys are in there: without them no encrypted column can be read again."""
    source = Path(".env")
    target = folder / SETTINGS
    if source.exists():
        shutil.copyfile(source, target)
    else:
        target.write_text("# there was no .env; keep what the environment sets, above all SECRET_KEY\n")
    target.chmod(0o600)


def main() -> int:
    wanted = asked(__doc__)
    if not (status := told(lambda: back_up(wanted))):
        print(f"{wanted.folder} is complete.")
    return status


if __name__ == "__main__":
    sys.exit(main())
