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
        if time.monotonic() - self.looked_at > TRUSTED_FOR and not await self._schema():
            await self.close(UNAUTHORIZED)
            return
        await self.send_json(packet["message"])

    async def _schema(self) -> str:
        """Schema of the host while the cookie admits to it, else ""."""
        self.looked_at = time.monotonic()
        return await sync_to_async(_admitted)(self.host, self.cookies)


def _host_of(origin: str) -> str | None:
    """The host of an Origin header; None without a sound one."""
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None


def _admitted(host: str, cookies: str) -> str:
    """Schema of the host if the session cookie belongs to an agent there who may see tickets, else ""."""
    try:
        tenant = hosts.tenant_of(host)
        if tenant is None or tenant.schema_name == "public" or tenant.at(Door.SOCKET) is not Pass.OPEN:
            return ""
        return tenant.schema_name if _agent_of(tenant, cookies) else ""
    finally:
        connections.close_all()  # an open socket must not keep a connection


def _agent_of(tenant: Tenant, cookies: str) -> bool:
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    with context.tenant(tenant):
        actor = sessions.actor_of_key(key)
        return actor is not None and actor.may(VIEW)
