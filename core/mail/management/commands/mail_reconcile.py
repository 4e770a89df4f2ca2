"""`manage.py mail_reconcile`: after the database was restored, before letters may leave again."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.mail import outbox, services
from core.mail.sending import sent_log
from core.mail.sending.sent_log import Sent
from core.mail.tasks import deliver
from tenants import context, lineage, shards
from tenants.kernel import clock

PATIENCE = 600.0  # seconds for what the restored database still has in work


class Command(BaseCommand):
    help = (
        "Compare the letters of a restored database with the log of what has left, then let the rest go."
        " Start the worker and the mail listener first: what they write meanwhile is compared, too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        ours = [Path(settings.SENT_LOG)]
        several: dict[str, Any] = {"type": Path, "nargs": "+"}
        parser.add_argument(
            "--sent", **several, default=ours, metavar="FOLDER", help="of every machine that sends"
        )
        parser.add_argument("--relay-log", **several, default=[], metavar="FILE", help="where ours is lost")
        parser.add_argument("--without-log", action="store_true", help="nothing is known of what has left")
        parser.add_argument("--dry-run", action="store_true", help="compare, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if all(lineage.is_whole() for _shard in shards.each()):
            self.stdout.write("No database was restored since letters were last compared: nothing is held.")
            return
        if not options["dry_run"]:
            self._await_quiet()
        logged = list(_read(options["sent"], options["relay_log"]))
        if not logged and not options["without_log"]:
            raise CommandError(
                "There is no log of sent letters. Name its folder (--sent), the mail server's log"
                " (--relay-log), or send again what may have left already (--without-log)."
            )
        self._tell(services.compare(logged, is_trial=options["dry_run"]))
        if options["dry_run"]:
            self.stdout.write("Nothing was changed, and nothing leaves.")
            return
        for _shard in shards.each():
            lineage.accept()
        for _tenant in context.each_tenant():
            deliver.wake(*outbox.let_go(outbox.RESTORED))
        self.stdout.write("Letters leave again.")

    def _await_quiet(self) -> None:
        """A mail that is read, or an event that is heard, after the comparison would be answered twice."""
        began, end = clock.now(), time.monotonic() + PATIENCE
        while left := services.unfinished(began):
            if time.monotonic() > end:
                raise CommandError(
                    f"{left} mails, events and mailboxes are still in work. Is the worker running?"
                    " Letters stay held."
                )
            time.sleep(1.0)

    def _tell(self, found: dict[str, services.Compared]) -> None:
        for schema, one in found.items():
            if one.marked or one.waiting or one.lost:
                self.stdout.write(
                    f"{schema}: {one.marked} had left already, {one.waiting} still to go,"
                    f" {one.lost} left and are lost here"
                )


def _read(folders: list[Path], files: list[Path]) -> Iterator[Sent]:
    yield from sent_log.lines(folders)
    for path in files:
        try:
            yield from sent_log.of_relay(path)
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror}") from None
