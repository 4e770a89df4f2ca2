"""The desk's socket: who may listen, and what an agent's screen hears.

The tenant is resolved from the host at connect and entered for every database call, because an
ORM thread does not inherit it. The socket proves itself with the session cookie of that tenant's
site; a cookie of another tenant names no session here. It is asked again before a message passes
on when the last look is a minute old: who has signed out, lost the right or whose organization was
suspended hears nothing more.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.db import connections
from django.http import parse_cookie

from core.accounts import sessions
from core.realtime import groups
from core.tickets.rules import VIEW
from tenants import context
from tenants.http import hosts
from tenants.models import Tenant
from tenants.rules import Door, Pass

UNAUTHORIZED = 4401
FORBIDDEN_ORIGIN = 4403
TRUSTED_FOR = 60.0  # seconds; one query per socket and minute at most, and only while messages flow


class DeskConsumer(AsyncJsonWebsocketConsumer):
    """Accepts signed-in agents of the host's tenant and passes the tenant's desk messages on."""

    group = ""
    host = cookies = ""
    person = 0  # whose socket it is
    looked_at = 0.0

    async def connect(self) -> None:
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in self.scope["headers"]}
        self.host = headers.get("host", "").rsplit(":", 1)[0].lower()
        self.cookies = headers.get("cookie", "")
        if _host_of(headers.get("origin", "")) != self.host:
            await self.close(FORBIDDEN_ORIGIN)
            return
        if not (schema := await self._schema()):
            await self.close(UNAUTHORIZED)
            return
        self.group = groups.desk(schema)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Screens only listen for now; a ping keeps proxies from closing the line."""
        if isinstance(content, dict) and content.get("event") == "ping":
            await self.send_json({"event": "pong"})

    async def desk_message(self, packet: dict[str, Any]) -> None:
        """packet: message; only: {person: what it says to them besides}, where it is not for everybody."""
        only = packet.get("only")
        if only is not None and str(self.person) not in only:
            return
        if time.monotonic() - self.looked_at > TRUSTED_FOR and not await self._schema():
            await self.close(UNAUTHORIZED)
            return
        await self.send_json({**packet["message"], **(only[str(self.person)] if only else {})})

    async def _schema(self) -> str:
        """Schema of the host while the cookie admits to it, else ""."""
        self.looked_at = time.monotonic()
        schema, self.person = await sync_to_async(_admitted)(self.host, self.cookies)
        return schema


def _host_of(origin: str) -> str | None:
    """The host of an Origin header; None without a sound one."""
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


def _admitted(host: str, cookies: str) -> tuple[str, int]:
    """Schema of the host and user of the cookie, who may see tickets there; ("", 0) for anybody else."""
    try:
        tenant = hosts.tenant_of(host)
        if tenant is None or tenant.schema_name == "public" or tenant.at(Door.SOCKET) is not Pass.OPEN:
            return "", 0
        person = _agent_of(tenant, cookies)
        return (tenant.schema_name, person) if person else ("", 0)
    finally:
        connections.close_all()  # an open socket must not keep a connection


def _agent_of(tenant: Tenant, cookies: str) -> int:
    """Id of the user, 0 for nobody."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return 0
    with context.tenant(tenant):
        actor = sessions.actor_of_key(key)
        return actor.id or 0 if actor is not None and actor.kind == "user" and actor.may(VIEW) else 0
