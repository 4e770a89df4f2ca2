"""What must be done once before anybody can work: the schema and the demo organizations.

Each runs in a fork, so the process that all parts are forked from stays small, single-threaded
and without connections. Both answer UNCHANGED when there was nothing to do.
"""

from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

UNCHANGED = 3  # exit status
PROOF = Path(__file__).resolve().parents[2] / "docs" / "isolation.json"


def migrate() -> int:
    """Bring every schema up to date, and what later releases add to its starter content."""
    if not behind():
        return UNCHANGED
    call_command("migrate_schemas", interactive=False, verbosity=0)
    call_command("migrate_all", stdout=StringIO())
    return 0


def seed() -> int:
    """The demo organizations, unless `acme` is there; and the latest proof for the operator console."""
    if PROOF.exists():
        take_in(PROOF.read_text())
    tenants = apps.get_model("tenants", "Tenant").objects
    if tenants.filter(slug="acme").exists():
        return UNCHANGED
    call_command("seed_demo")
    return 0


def take_in(report: str) -> None:
    """A proof of another version is shown, too; the console says what it has not seen."""
    from tenants import proofs

    try:
        proofs.take_in(report)
    except proofs.NotAProof as fault:
        print(fault)


def behind() -> bool:
    """Whether some schema lacks a migration that lies on disk.

    Compares names only: loading the migrations themselves would cost more than all the rest of a start.
    """
    wanted = on_disk()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations'), to_regclass('public.tenants_tenant')")
        if None in cursor.fetchone():
            return True
        cursor.execute("SELECT schema_name FROM public.tenants_tenant")
        schemas = {"public"} | {name for (name,) in cursor.fetchall()}
        return any(wanted - recorded(cursor, schema) for schema in schemas)


def recorded(cursor: CursorWrapper, schema: str) -> set[tuple[str, str]]:
    """(app, migration) of one schema; nothing when the schema is not finished."""
    table = f"{connection.ops.quote_name(schema)}.django_migrations"
    cursor.execute("SELECT to_regclass(%s)", [table])
    if cursor.fetchone() == (None,):
        return set()
    cursor.execute(f"SELECT app, name FROM {table}")
    return set(cursor.fetchall())


def on_disk() -> set[tuple[str, str]]:
    """(app, migration) of every installed app, by file name."""
    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    }
