"""`manage.py mail_watch`: mailboxes elsewhere held open, as a container runs it."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from core.mail.watcher.watch import Watcher


class Command(BaseCommand):
    help = "Wait at IMAP servers for new mail (IDLE) and have it fetched at once, until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Waiting for mail at the organizations' mailboxes.")
        asyncio.run(_until_told())


async def _until_told() -> None:
    work = asyncio.ensure_future(Watcher().run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        return
