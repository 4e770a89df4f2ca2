"""`manage.py smtp_listener`: the mail listener alone, as a container runs it."""

from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.mail.listener.server import serve


class Command(BaseCommand):
    help = "Take mail by SMTP and LMTP until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.SMTP_BIND)
        parser.add_argument("--port", type=int, default=settings.SMTP_PORT)
        parser.add_argument("--lmtp-port", type=int, default=settings.LMTP_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            f"Taking mail on {options['host']}:{options['port']} (LMTP {options['lmtp_port']})."
        )
        asyncio.run(_until_told(options["host"], options["port"], options["lmtp_port"]))


async def _until_told(host: str, port: int, lmtp_port: int) -> None:
    work = asyncio.ensure_future(serve(host, port, lmtp_port))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        return
