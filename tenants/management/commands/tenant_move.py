"""`manage.py tenant_move acme eu`: an organization to another database of DESKHAND_SHARDS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import moving, selectors, shards
from tenants.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Move an organization to another database, with a maintenance page of seconds. Can be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("shard", help="its name in DESKHAND_SHARDS; `default` is the first database")
        parser.add_argument("--abort", action="store_true", help="give an unfinished move up")
        parser.add_argument("--drop-source", action="store_true", help="delete what moves left behind")

    def handle(self, *args: Any, **options: Any) -> None:
        if (tenant := selectors.by_slug(options["slug"])) is None:
            raise CommandError(f"There is no organization {options['slug']}.")
        if options["abort"]:
            moving.release(tenant)
            self.stdout.write(f"{tenant.name} is served where it was.")
            return
        try:
            row = moving.move(tenant, options["shard"], told=self.stdout.write)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        if options["drop_source"]:
            for name in shards.names():
                for dropped in moving.drop_originals(name) if name != row.shard else ():
                    self.stdout.write(f"{name}: {dropped} deleted")
