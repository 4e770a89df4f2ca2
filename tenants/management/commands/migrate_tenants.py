"""`manage.py migrate_tenants`: the shared schema, the template, then every organization that is behind."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from tenants import services, shards
from tenants.kernel.errors import Refusal
from tenants.locks import held
from tenants.migrator import template, walk
from tenants.migrator.steps import Step
from tenants.models import Tenant
from tenants.tasks import wake


class Command(BaseCommand):
    help = (
        "Bring all schemas to the running release. Can be killed and run again: it goes on where it was. "
        "Organizations that are behind are not served meanwhile, all others are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--tenant", action="append", default=[], metavar="SLUG", help="only these")
        parser.add_argument("--lanes", type=int, default=4, help="connections at the same time (4)")
        parser.add_argument("--stop-after", type=int, default=5, help="failures that end the run (5)")
        parser.add_argument("--no-shared", action="store_true", help="leave the shared schema alone")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["plan"]:
                return self.plan(options)
            with held("migrate_tenants", wait=False):
                self.migrate(options)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal

    def plan(self, options: dict[str, Any]) -> None:
        _route, steps = template.preview()
        rows = walk.behind(options["tenant"])
        self.stdout.write(f"{rows.count()} organizations are behind, {len(steps)} migrations are new.")
        for step in steps:
            self.stdout.write(f"  {'.'.join(step.name)}: {_how(step)}")
            if options["verbosity"] > 1:
                self.stdout.writelines(f"      {statement}" for statement in step.statements)
        if canaries := rows.filter(is_canary=True).values_list("slug", flat=True):
            self.stdout.write(f"First: {', '.join(canaries)}")

    def migrate(self, options: dict[str, Any]) -> None:
        if not options["no_shared"]:
            for shard in shards.each():
                call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
                self.stdout.write(f"shared schema of {shard}: up to date")
            services.ensure_platform()
        route = template.lead()
        rows = list(walk.behind(options["tenant"]))
        for step in (one for one in route.fresh if one.why_not):
            self.stdout.write(f"{'.'.join(step.name)}: through the ORM, {step.why_not}")
        if rows:
            self.bring(rows, walk.Walk(route, options["lanes"], options["stop_after"]))
        self.stdout.write(f"organizations: {len(rows)} brought, all others were there")
        wake("provisioning.stock")
        wake("provisioning.refresh")

    def bring(self, rows: list[Tenant], going: walk.Walk) -> None:
        with tqdm(total=len(rows), unit=" organizations") as bar:
            going.told = bar.update
            run = going.over(rows)
        if run.failures:
            for line in walk.faults(run):
                self.stderr.write(line)
            left = run.total - run.done
            raise CommandError(f"{run.done} of {run.total} brought; {left} are not served until they are.")


def _how(step: Step) -> str:
    if step.is_written:
        return f"{len(step.statements)} statements" + ("" if step.is_one_transaction else ", one by one")
    return f"through the ORM, {step.why_not}"
