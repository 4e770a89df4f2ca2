"""The ways that the tenancy benchmark compares, on one database that grows."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import StringIO
from itertools import count

from django.core.management import call_command
from django.db import connection

from billing import services as billing
from infra.benchmarks.releases import Releases
from infra.benchmarks.tenancy import psql
from infra.benchmarks.tenancy_disk import Disk, size_of
from tenants import context, services
from tenants.migrator import template, walk
from tenants.models import Tenant
from tenants.provisioning import spares
from tenants.provisioning.build import provision
from tests.support import ground, people
from tests.support.clients import SiteClient


class Ground:
    """The platform, acme with an agent who asks, and as many organizations as wanted."""

    def __init__(self) -> None:
        self.releases = Releases()
        call_command("migrate_tenants", verbosity=0, stdout=StringIO())
        billing.seed_plans()
        self.acme = ground.organization("acme", "Acme Cloud")
        with context.tenant(self.acme):
            ana = people.invite_all("acme").ana
        self.agent = SiteClient(self.acme).sign_in(ana)
        self.numbers, self.foreign = count(1), 0

    @property
    def count(self) -> int:
        return Tenant.objects.exclude(schema_name="public").count()

    def grow(self, size: int, told: Callable[[str], None]) -> None:
        while (there := self.count) < size:
            if there % 100 == 0:
                told(f"{there} organizations")
            if there % 50 == 0:
                connection.close()  # a backend that has made a thousand schemas takes twice as long for the next
            self.sign_up()

    def sign_up(self) -> None:
        """From the confirmed address to the open door. The spare is on the shelf, as beat keeps it."""
        number = next(self.numbers)
        signup = services.found(
            company=f"Company {number}", person="Nina", email="n@x.example", slug=f"company-{number}"
        )
        provision(signup.pk)

    def spare(self) -> None:
        """What beat does in the background after each signup."""
        spares.make(lambda what, number, of: None)

    def create_schema(self) -> None:
        """django-tenants' own way: all migrations, one after the other."""
        self.foreign += 1
        Tenant(schema_name=f"theirs_{self.foreign}", slug=f"theirs-{self.foreign}").create_schema(verbosity=0)

    def come_back(self) -> None:
        """A connection of ordinary age, as the pool's live ten minutes; and warm."""
        connection.close()
        for _ in range(20):
            self.list_tickets()

    def list_tickets(self) -> None:
        assert self.agent.get("/api/v1/tickets/?limit=50").status_code == 200

    def release(self) -> None:
        self.number = self.releases.next()

    def some(self, many: int) -> list[str]:
        rows = Tenant.objects.exclude(schema_name__in=("public", "acme")).order_by("-id")
        return list(rows.values_list("schema_name", flat=True)[:many])

    def migrate_their_way(self, schema: str) -> None:
        call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)

    def migrate_our_way(self) -> None:
        run = walk.Walk(template.lead()).over(list(walk.behind()))
        assert run.state == "done", run.failures

    def psql_loop(self) -> None:
        """Statements like those of the release, under another name, schema by schema."""
        names = Tenant.objects.exclude(schema_name="public").values_list("schema_name", flat=True)
        statements = (
            f"ALTER TABLE release_thing ADD COLUMN raw_{self.number} varchar(20) NOT NULL DEFAULT 'x';"
            f"CREATE INDEX raw_{self.number} ON release_thing (name, raw_{self.number});"
        )
        script = "".join(f'BEGIN; SET LOCAL search_path = "{name}"; {statements} COMMIT;\n' for name in names)
        psql(script, os.environ["DATABASE_URL"])

    def disk(self) -> Disk:
        """Of an organization nobody has used; their foreign schemas are left out."""
        return size_of("company_1")
