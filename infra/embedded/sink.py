"""Where the demo's outgoing mail ends: every letter becomes one file, shown at /_mailbox/.

Takes everything from everybody and relays nothing. The envelope is kept in two headers of ours,
because a blind copy is visible nowhere else.
"""

import asyncio
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 40_000_000  # bytes; 25 MB of mail grow by a third in base64
KEPT = 2000  # letters; the oldest go first
ENVELOPE_FROM, ENVELOPE_TO = "X-Envelope-From", "X-Envelope-To"


class Sink:
    """An aiosmtpd handler that stores what comes."""

    def __init__(self, mailbox: Path):
        self.mailbox = mailbox

    async def handle_DATA(  # noqa: N802  the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.to_thread(
            store, self.mailbox, envelope.content or b"", envelope.mail_from or "", envelope.rcpt_tos
        )
        return "250 2.0.0 Kept in the demo mailbox"


def store(mailbox: Path, content: bytes | str, sender: str, recipients: list[str]) -> Path:
    """Write one letter whole or not at all; returns its file, named so that names sort by time."""
    mailbox.mkdir(parents=True, exist_ok=True)
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    envelope = f"{ENVELOPE_FROM}: {sender}\r\n{ENVELOPE_TO}: {', '.join(recipients)}\r\n".encode()
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    letter = mailbox / f"{moment}-{secrets.token_hex(4)}.eml"
    unfinished = letter.with_suffix(".partial")
    unfinished.write_bytes(envelope + raw)
    os.replace(unfinished, letter)
    for old in sorted(mailbox.glob("*.eml"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return letter


async def serve_sink(mailbox: Path, host: str, port: int) -> None:
    """Listen until cancelled."""
    loop = asyncio.get_running_loop()

    def talk() -> SMTP:
        return SMTP(
            Sink(mailbox), data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="sink.localhost", loop=loop
        )

    server = await loop.create_server(talk, host, port)
    async with server:
        await server.serve_forever()
