"""`manage.py mail_in --to ADDRESS < file.eml`, or `--mbox FILE`: mail from files."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from core.mail import glimpse, services
from core.mail.listener.book import Book, Unknown
from core.mail.tasks import deliver
from tenants import context

NAMES = {"accepted": "new", "known": "here already", "too large": "too large", "empty": "empty"}


class Command(BaseCommand):
    help = (
        "Store the mail on standard input and make it a ticket at once. With --mbox: import a file of old"
        " mail; its tickets bear the date of their mails, and nobody is written to. Twice is once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, metavar="ADDRESS", help="one of our addresses")
        parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="default: the mail's From")
        parser.add_argument("--mbox", type=Path, metavar="FILE", help="import every mail of it")
        parser.add_argument("--dry-run", action="store_true", help="with --mbox: count, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"] and not options["mbox"]:
            raise CommandError("--dry-run is for --mbox.")
        found = Book().look_up(options["to"])
        if isinstance(found, Unknown):
            raise CommandError(f"{options['to']}: {found.value}")
        with context.tenant(found):
            if options["mbox"]:
                self._import(options["mbox"], options["to"], options["dry_run"])
            else:
                self._one(options["to"], options["sender"])

    def _one(self, recipient: str, sender: str | None) -> None:
        raw = sys.stdin.buffer.read()
        inbound_id = services.accept(raw, sender=sender or glimpse.look(raw).sender, recipient=recipient)
        if inbound_id is None:
            self.stdout.write("It is here already.")
            return
        for letter_id in services.process(inbound_id):
            deliver.wake(letter_id)
        self.stdout.write(f"Stored as {inbound_id}.")

    def _import(self, path: Path, recipient: str, is_trial: bool) -> None:
        try:
            file = path.open("rb")
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror}") from None
        bar = tqdm(total=path.stat().st_size, unit="B", unit_scale=True, disable=None)  # only on a terminal
        with file, bar:
            found = services.import_mbox(
                file, recipient, is_trial=is_trial, told=lambda at: bar.update(at - bar.n)
            )
        if not found:
            raise CommandError(f"{path} is no mbox: no line begins with “From ”.")
        counts = ", ".join(f"{count} {NAMES[what]}" for what, count in sorted(found.items()))
        self.stdout.write(f"{counts}." + (" Nothing was stored." if is_trial else ""))
