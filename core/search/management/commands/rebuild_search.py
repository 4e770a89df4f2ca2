"""Make the index of one organization, or of all, anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.search import services
from tenants import context


class Command(BaseCommand):
    help = "Makes the search index of one organization, or of all, anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", help="Name in the address; all of them without.")

    def handle(self, *args: Any, tenant: str | None = None, **options: Any) -> None:
        for row in context.each_tenant():
            if tenant in (None, row.slug):
                self.stdout.write(f"{row.slug}: {services.rebuild()} messages")
