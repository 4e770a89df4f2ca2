"""`manage.py tenant_export acme --to acme.zip`: an organization's archive, made at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from tenants import platform, selectors
from tenants.carrying import archive
from tenants.kernel.actor import SYSTEM


class Command(BaseCommand):
    help = "Write an organization into one zip. --complete takes password hashes and keys along."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--to", required=True, help="the file; it appears when it is whole")
        parser.add_argument("--complete", action="store_true", help="for moving to another installation")

    def handle(self, *args: Any, **options: Any) -> None:
        if (tenant := selectors.by_slug(options["slug"])) is None:
            raise CommandError(f"There is no organization {options['slug']}.")
        whole, part = Path(options["to"]), Path(f"{options['to']}.part")
        with part.open("wb") as target, tqdm(unit=" parts", disable=None) as bar:

            def told(number: int, of: int) -> None:
                bar.total = of
                bar.update(1)

            manifest = archive.write(tenant, target, complete=options["complete"], told=told)
        part.rename(whole)
        platform.record("tenant.exported", on=tenant, by=SYSTEM, after={"complete": options["complete"]})
        rows = sum(facts["rows"] for facts in manifest.tables.values())
        self.stdout.write(
            f"{whole}: {len(manifest.tables)} tables, {rows:,} rows, {len(manifest.files)} files"
        )
