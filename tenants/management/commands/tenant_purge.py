"""`manage.py tenant_purge acme --typed acme --reason "…"`: delete an organization for good."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import selectors
from tenants.carrying import purge
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Delete a suspended or leaving organization, with a certificate. It cannot be taken back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--typed", required=True, help="the slug once more")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if (tenant := selectors.by_slug(options["slug"])) is None:
            raise CommandError(f"There is no organization {options['slug']}.")
        try:
            paper = purge.ask(tenant, typed=options["typed"], reason=options["reason"], by=SYSTEM)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.data.get('fields') or ''}".strip()) from refusal
        time.sleep(purge.SETTLED.total_seconds() + 1)  # until every process has felt it
        purge.work(paper.pk)
        paper.refresh_from_db()
        self.stdout.write(purge.stated(paper))
