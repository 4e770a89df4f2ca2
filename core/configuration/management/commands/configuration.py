"""Configuration of one organization as YAML: export it, look at what a document would change, apply it.

manage.py configuration export --tenant acme > acme.yaml
manage.py configuration plan --tenant acme acme.yaml
manage.py configuration apply --tenant acme acme.yaml --plan WORD
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.configuration import selectors, services
from core.configuration.faults import BadDocument
from tenants import context
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Refusal
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Exports, plans or applies the configuration of one organization as YAML."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["export", "plan", "apply"])
        parser.add_argument("file", nargs="?", default="-", help="The document; - is what comes in.")
        parser.add_argument("--tenant", required=True, help="Name in the address.")
        parser.add_argument("--plan", default="", help="The word of the plan that is applied.")
        parser.add_argument("--yes", action="store_true", help="Apply whatever the plan is.")

    def handle(self, *args: Any, what: str, file: str, tenant: str, **options: Any) -> None:
        row = Tenant.objects.filter(slug=tenant).first()
        if row is None:
            raise CommandError(f"There is no organization “{tenant}”.")
        with context.tenant(row):
            try:
                self._do(what, file, options)
            except services.PlanChanged as refusal:
                self._show(refusal.plan)
                raise CommandError(refusal.message) from None
            except BadDocument as refusal:
                raise CommandError("\n".join(map(str, refusal.faults))) from None
            except Refusal as refusal:
                raise CommandError(refusal.message) from None

    def _do(self, what: str, file: str, options: dict[str, Any]) -> None:
        if what == "export":
            self.stdout.write(selectors.export(SYSTEM), ending="")
            return
        text = sys.stdin.read() if file == "-" else Path(file).read_text()
        plan = services.plan(text, by=SYSTEM)
        if what == "plan" or plan.faults:
            self._show(plan)
            if plan.faults:
                raise CommandError("Nothing can be applied.")
            return
        word = plan.word if options["yes"] else options["plan"]
        if not word:
            self._show(plan)
            raise CommandError("Say which plan: --plan WORD, or --yes for whatever it is.")
        self._show(services.apply(text, word=word, by=SYSTEM))

    def _show(self, plan: services.Plan) -> None:
        for fault in plan.faults:
            self.stderr.write(str(fault))
        for change in plan.changes:
            self.stdout.write(f"{change.what} {change.section}.{change.key}")
            for part, (old, new) in change.values.items():
                if change.what == "changed":
                    self.stdout.write(f"    {part}: {old!r} -> {new!r}")
        if not plan.changes and not plan.faults:
            self.stdout.write("Nothing differs.")
        if plan.word:
            self.stdout.write(f"plan: {plan.word}")
