"""Take in the report of an isolation walk, or show the latest proof."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import proofs


class Command(BaseCommand):
    help = "Keep the report of `make isolation` for the operator console; without a file: show the latest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--import", dest="file", metavar="FILE", help="e.g. docs/isolation.json")

    def handle(self, *args: Any, file: str | None = None, **options: Any) -> None:
        if file:
            try:
                proofs.take_in(Path(file).read_text())
            except (OSError, proofs.NotAProof) as fault:
                raise CommandError(str(fault)) from None
        proof = proofs.latest()
        if proof is None:
            self.stdout.write("No proof has been taken in yet: make isolation")
            return
        drift = proofs.since(proof)
        self.stdout.write(f"{proof} in {len(proof.doors)} doors, {proof.seconds:.0f} s")
        if drift.is_stale:
            self.stdout.write(f"It is stale: {len(drift.new)} doors are newer than it.")
