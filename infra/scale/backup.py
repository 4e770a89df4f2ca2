"""One moment of the whole installation in a folder: database, files, settings, and digests of all of it.

    python -m infra.scale.backup FOLDER [--only SLUG ...] [--lanes 2]

Every schema is a dump of its own, all of them of one snapshot: an organization can be brought back alone,
and no dump locks fifty thousand tables at once. The files come after the database: a file that no row names
is harmless, a row whose file is missing is not, and files are never changed once written.
The folder is complete when its manifest is there.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from tqdm import tqdm

from infra.scale.tools import DATABASE, FILES, MANIFEST, SETTINGS, Clients, Unfit, digest

SCHEMAS = """
SELECT nspname FROM pg_namespace
WHERE nspname = 'public' OR nspname IN (SELECT schema_name FROM tenants_tenant WHERE shard = %s)
    OR (%s AND nspname = '_template')
ORDER BY nspname <> 'public', nspname
"""


def back_up(
    folder: Path, *, url: str, files: Path, shard: str, only: Iterable[str] = (), lanes: int = 2
) -> None:
    """Raises FileExistsError for a folder that is there, CalledProcessError when a dump fails."""
    clients = Clients(url)
    (folder / DATABASE).mkdir(parents=True)
    folder.chmod(0o700)
    with psycopg.connect(url) as line:  # its transaction keeps the snapshot until the last dump is written
        line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(line, "SELECT pg_export_snapshot()")
        every = [name for (name,) in line.execute(SCHEMAS, [shard, shard == "default"])]
        names = [name for name in every if not only or name in only]
        facts = {
            "taken_at": datetime.now(UTC).isoformat(),
            "server": _one(line, "SHOW server_version"),
            "shard": shard,
            "schemas": names,
            "rows": {name: _rows(line, name) for name in names},
        }
        with ThreadPoolExecutor(lanes) as pool:
            dumps = pool.map(lambda name: _dump(clients, name, snapshot, folder), names)
            list(tqdm(dumps, total=len(names), unit="schema", disable=not sys.stderr.isatty()))
    _files(files, folder / FILES)
    _settings(folder)
    parts = sorted(path for path in folder.rglob("*") if path.is_file())
    facts["parts"] = {str(path.relative_to(folder)): digest(path) for path in parts}
    (folder / MANIFEST).write_text(json.dumps(facts, indent=1))


def _dump(clients: Clients, schema: str, snapshot: str, folder: Path) -> None:
    target = folder / DATABASE / f"{schema}.dump"
    which = (clients.url, f"--snapshot={snapshot}", f'--schema="{schema}"')
    clients.run("pg_dump", *which, "-Fc", "--no-owner", f"--file={target}")


def _rows(line: Any, schema: str) -> int:
    """Of all tables together; restoring counts again."""
    tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]).fetchall()
    counts = (f'(SELECT count(*) FROM "{schema}"."{table}")' for (table,) in tables)
    return int(_one(line, f"SELECT {' + '.join(counts) or '0'}"))


def _one(line: Any, query: str) -> Any:
    return line.execute(query).fetchone()[0]


def _files(folder: Path, target: Path) -> None:
    with tarfile.open(target, "w") as tar:
        if folder.exists():
            tar.add(folder, arcname=".")


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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="schemas; default: all")
    parser.add_argument("--lanes", type=int, default=2, help="dumps at the same time")
    parser.add_argument("--shard", default="default", help="one of DESKHAND_SHARDS")
    wanted = parser.parse_args()

    from infra.settings import storage

    url = storage.SHARDS.get(wanted.shard) or storage.DATABASE_DIRECT_URL or storage.DATABASE_URL
    try:
        back_up(
            wanted.folder, url=url, files=storage.MEDIA_ROOT, shard=wanted.shard, only=wanted.only,
            lanes=wanted.lanes,
        )  # fmt: skip
    except Unfit as fault:
        print(fault, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as fault:
        print(f"The backup is not complete: {fault.cmd[0]} said\n{fault.stderr}", file=sys.stderr)
        return 1
    print(f"{wanted.folder} is complete.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
