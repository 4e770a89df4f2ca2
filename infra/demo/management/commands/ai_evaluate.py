"""`manage.py ai_evaluate --tenant T --train train.jsonl --input test.jsonl --output pred.jsonl …`

How good the advice is on labelled lines, in a throw-away organization. See ai/README.md for the files.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test.utils import override_settings

from ai.evaluation import ground, lines
from ai.evaluation.course import Course, Wanted
from ai.evaluation.lines import KINDS
from infra.embedded import at_hand, chores
from tenants import context
from tenants.kernel.errors import Refusal
from tenants.locks import held

ENGINES = ("local", "llm", "auto")


class Command(BaseCommand):
    help = (
        "Learn from labelled lines, predict others in a throw-away organization, print the figures as JSON."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--tenant", required=True, help="slug of the throw-away organization; made or wiped")
        add("--train", type=Path, help="lines to learn from")
        add("--input", type=Path, required=True, help="lines to predict")
        add("--output", type=Path, help="where the predictions go")
        add("--engine", choices=ENGINES, default="auto")
        add("--kinds", default="category", help=f"some of {','.join(KINDS)}")
        add("--categories", type=Path, help="{label, name, description} a line")
        add("--kb", type=Path, help="articles: {id, title, text} a line")
        add("--fields", type=Path, help="what details look for: {field, kind, pattern, entries} a line")
        add("--stream", action="store_true", help="predict a line, then learn it")
        add("--bias", type=float, default=0.0, help="share of wrong suggestions let stand, 0 to 1")
        add("--floor", type=float, help="smallest confidence of what is applied; else a new organization's")
        add("--repeatable", action="store_true", help="no `ms` in the predictions: the same bytes each time")
        add("--json", action="store_true", help="nothing but the JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        began, spent = time.monotonic(), time.process_time()
        with at_hand.servers():
            self._migrated()
            told = self._evaluate(options)
        told |= {"wall_s": round(time.monotonic() - began, 2), "cpu_s": round(time.process_time() - spent, 2)}
        self.stdout.write(json.dumps(told, indent=None if options["json"] else 1))

    def _evaluate(self, options: dict[str, Any]) -> dict[str, Any]:
        slug = options["tenant"]
        try:
            course = Course(_wanted(options))
            if options["output"]:
                lines.writable(options["output"])
            with held(f"evaluation {slug}"), override_settings(**_model(options["engine"])):
                organization = ground.organization(slug)
                with context.tenant(organization):
                    rows = course.run(lambda text: options["json"] or self.stderr.write(text))
                    if options["output"]:
                        lines.write(options["output"], rows)
                    return {"engine": options["engine"], "seed": settings.AI_SEED} | course.report()
        except (lines.BadLine, Refusal) as fault:
            raise CommandError(str(getattr(fault, "message", fault))) from fault

    def _migrated(self) -> None:
        if chores.behind():
            call_command("migrate_tenants", stdout=self.stderr)


def _wanted(options: dict[str, Any]) -> Wanted:
    kinds = tuple(kind.strip() for kind in options["kinds"].split(",") if kind.strip())
    if unknown := set(kinds) - set(KINDS):
        raise CommandError(f"--kinds knows {', '.join(KINDS)}, not {', '.join(sorted(unknown))}")
    if not 0 <= options["bias"] <= 1:
        raise CommandError("--bias is a share from 0 to 1")
    if options["floor"] is not None and not 0 <= options["floor"] <= 1:
        raise CommandError("--floor is a confidence from 0 to 1")
    if "details" in kinds and not options["fields"]:
        raise CommandError("--kinds details needs --fields: what is looked for.")
    return Wanted(
        kinds=kinds,
        train=lines.read(options["train"]) if options["train"] else (),
        test=lines.read(options["input"]),
        categories=lines.categories(options["categories"]) if options["categories"] else (),
        articles=lines.articles(options["kb"]) if options["kb"] else (),
        fields=lines.fields(options["fields"]) if options["fields"] else (),
        is_stream=options["stream"],
        bias=options["bias"],
        is_timed=not options["repeatable"],
        floor=options["floor"],
    )


def _model(engine: str) -> dict[str, str]:
    """The settings under which this engine answers."""
    if engine == "local":
        return {"AI_BASE_URL": "", "AI_API_KEY": ""}
    if engine == "llm" and not (settings.AI_BASE_URL or settings.AI_API_KEY):
        raise CommandError("--engine llm needs a model: set AI_BASE_URL or AI_API_KEY.")
    return {}
