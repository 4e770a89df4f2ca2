"""What must be done once before anybody can work: the schema and the demo organizations.

Each runs in a fork, so the process that all parts are forked from stays small, single-threaded
and without connections. Both answer UNCHANGED when there was nothing to do.
"""

from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

UNCHANGED = 3  # exit status
PROOF = Path(__file__).resolve().parents[2] / "docs" / "isolation.json"


def migrate() -> int:
    """Bring every schema up to date."""
    if not behind():
        return UNCHANGED
    call_command("migrate_tenants", stdout=StringIO())
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

    Compares names and marks only: loading the migrations would cost more than all the rest of a start.
    """
    from tenants.migrator import walk  # this module is imported before the application is
    from tenants.migrator.target import wanted_shared
    from tenants.provisioning.blueprint import TEMPLATE

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations')")
        if cursor.fetchone() == (None,):
            return True
        cursor.execute("SELECT app, name FROM public.django_migrations")
        if wanted_shared() - set(cursor.fetchall()):
            return True
        cursor.execute("SELECT to_regnamespace(%s)", [TEMPLATE])
        return cursor.fetchone() == (None,) or walk.behind().exists()
