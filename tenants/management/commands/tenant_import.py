"""`manage.py tenant_import acme.zip [--slug other]`: an organization from its archive."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import selectors
from tenants.carrying.restore import restore
from tenants.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Bring an organization in from its archive: all of it or nothing. Ids, numbers and files stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--slug", default="", help="another subdomain than the archive's own")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            brought = restore(options["file"], slug=options["slug"], told=self.stdout.write)
        except FileNotFoundError as fault:
            raise CommandError(f"There is no file {options['file']}.") from fault
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        for address in brought.taken_addresses:
            self.stderr.write(f"{address} is taken here; give the mailbox another address.")
        self.stdout.write(f"{brought.tenant.name} is open at {selectors.site_url(brought.tenant)}")
