"""`manage.py mail_in --to ADDRESS < file.eml`: hand one mail over as the listener would."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.mail import glimpse, services
from core.mail.listener.book import Book, Unknown
from core.mail.tasks import deliver
from tenants import context


class Command(BaseCommand):
    help = "Store the mail on standard input and make it a ticket at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, metavar="ADDRESS", help="one of our addresses")
        parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="default: the mail's From")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Book().look_up(options["to"])
        if isinstance(found, Unknown):
            raise CommandError(f"{options['to']}: {found.value}")
        raw = sys.stdin.buffer.read()
        sender = options["sender"] or glimpse.look(raw).sender
        with context.tenant(found):
            inbound_id = services.accept(raw, sender=sender, recipient=options["to"])
            if inbound_id is None:
                self.stdout.write("It is here already.")
                return
            for letter_id in services.process(inbound_id):
                deliver.wake(letter_id)
        self.stdout.write(f"Stored as {inbound_id}.")
