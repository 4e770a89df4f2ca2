"""The listener as a process: SMTP and LMTP on their ports until cancelled."""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings

from core.mail.listener.door import Door
from core.mail.listener.protocol import LocalSession, Session
from core.mail.listener.tls import Certificate

IDENT = "Deskhand"


async def serve(host: str, port: int, lmtp_port: int | None = None) -> None:
    """Take mail on host:port, and LMTP beside it when a port is given. Returns when cancelled."""
    door = Door()
    servers = [await listen(door, Session, host, port)]
    if lmtp_port is not None:
        servers.append(await listen(door, LocalSession, host, lmtp_port))
    try:
        await asyncio.gather(*(server.serve_forever() for server in servers))
    finally:
        for server in servers:
            server.close()
        door.hang_up()
        await asyncio.get_running_loop().run_in_executor(None, door.close)


async def listen(door: Door, kind: type[Session], host: str, port: int) -> asyncio.Server:
    """One listening socket; port 0 takes a free one."""
    loop, certificate = asyncio.get_running_loop(), Certificate()

    def talk() -> Any:
        return kind(
            door,
            data_size_limit=settings.MAIL_LIMIT,
            enable_SMTPUTF8=True,
            tls_context=certificate.context(),
            hostname=settings.PLATFORM_DOMAIN,
            ident=IDENT,
            loop=loop,
        )

    return await loop.create_server(talk, host, port)
