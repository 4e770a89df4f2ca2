"""`manage.py ai_replay --tenant T --what model --provider ID --model M --tickets 50 --cap 0.50`

A change of triage tried over the organization's own solved tickets; see ai/README.md. It is begun as on the
page, read here (or by the workers, whoever claims it), and stays in the history, where it can be approved.
"""

from __future__ import annotations

import json
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ai import services
from ai.models import Replay
from ai.selectors import trials
from infra.embedded import at_hand
from tenants import context
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Refusal
from tenants.models import Tenant

MILLION = 1_000_000
PAUSE = 0.5  # seconds between looks while it waits or others read


class Command(BaseCommand):
    help = "Try another model, other guidance or other categories over solved tickets; print figures as JSON."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--tenant", required=True, help="slug of the organization")
        add("--what", required=True, choices=Replay.Kind.values)
        add("--provider", default="", help='public id of an endpoint, or "local"')
        add("--model", default="", help="its model to be tried")
        add("--guidance", type=Path, help="a file with the words")
        add("--categories", type=Path, help="{key, name, description, remove, parent} a line")
        add("--tickets", type=int, default=trials.TICKETS, help=f"at most {trials.MOST_TICKETS}")
        add("--cap", default="1", help="what it may cost at most, in the platform's currency")
        add("--json", action="store_true", help="the JSON object on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        with at_hand.servers():
            if (tenant := Tenant.objects.filter(slug=options["tenant"]).first()) is None:
                raise CommandError(f"There is no organization “{options['tenant']}”.")
            with context.tenant(tenant):
                told = _replayed(options)
        self.stdout.write(json.dumps(told, indent=None if options["json"] else 1))


def _replayed(options: dict[str, Any]) -> dict[str, Any]:
    try:
        row = services.begin_replay(
            options["what"], _wanted(options), size=options["tickets"], cap=_cap(options["cap"]), by=SYSTEM
        )
    except Refusal as refusal:
        said = [str(one) for many in (refusal.data.get("fields") or {}).values() for one in many]
        raise CommandError(" ".join([refusal.message, *said])) from refusal
    while row.state in Replay.LIVE:
        services.replay(row.pk)
        row.refresh_from_db()
        if row.state in Replay.LIVE:
            time.sleep(PAUSE)
    told = {"id": row.public_id, "what": row.kind, "state": row.state, "reason": row.reason}
    return told | trials.figures(row)


def _wanted(options: dict[str, Any]) -> dict[str, Any]:
    """As services.begin_replay takes it."""
    named = {"provider": options["provider"], "model": options["model"]}
    words = _read(options["guidance"])
    return named | {"guidance": words, "categories": _edits(options["categories"])}


def _edits(path: Path | None) -> list[dict[str, Any]]:
    """The edits of the tree, one JSON object a line; what does not fit is named with its line."""
    edits = []
    for number, line in enumerate(_read(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            edit = json.loads(line)
        except (ValueError, RecursionError):
            edit = None
        if not isinstance(edit, dict):
            raise CommandError(f"{path}, line {number}: one JSON object a line is needed")
        edits.append(edit)
    return edits


def _read(path: Path | None) -> str:
    try:
        return path.read_text("utf-8-sig") if path else ""
    except OSError as fault:
        raise CommandError(f"{path}: {fault.strerror or fault}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path}: this is not UTF-8; write the file in UTF-8") from None


def _cap(text: str) -> int:
    try:
        return int(Decimal(text) * MILLION)
    except (InvalidOperation, ValueError, OverflowError):
        raise CommandError("--cap is an amount, as 0.50.") from None
