"""The archive of an organization from the command line: how far it is, and the end of old years."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.tickets import selectors, services
from tenants import context
from tenants.selectors import by_slug


class Command(BaseCommand):
    help = (
        "archive show --tenant T says what lies in the archive. archive drop --before YEAR --tenant T erases"
        " what is archived and was finished before that year, for good; --dry-run only counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["show", "drop"])
        parser.add_argument("--tenant", required=True, help="Name in the address.")
        parser.add_argument("--before", type=int, help="The first year that stays.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be erased.")

    def handle(self, *args: Any, what: str, tenant: str, **options: Any) -> None:
        if (row := by_slug(tenant)) is None:
            raise CommandError(f"There is no organization {tenant}.")
        with context.tenant(row):
            if what == "show":
                self._show()
            elif options["before"] is None:
                raise CommandError("Say which is the first year that stays: --before YEAR")
            else:
                self._drop(options["before"], is_dry=options["dry_run"])

    def _show(self) -> None:
        facts = selectors.archive_of()
        when = f"after {facts.months} months" if facts.months else "never"
        self.stdout.write(f"archived {when}; {facts.archived} in the archive, {facts.waiting} waiting")
        self._years(9999)

    def _drop(self, before: int, *, is_dry: bool) -> None:
        self._years(before)
        if is_dry:
            self.stdout.write("Nothing was erased.")
            return
        done = services.drop_archived(before, lambda done: self.stdout.write(f"{done} erased"))
        self.stdout.write(f"{done} tickets of years before {before} are erased.")

    def _years(self, before: int) -> None:
        for one in services.old_years(before):
            self.stdout.write(f"{one.year}: {one.tickets} tickets")
