"""The desk's socket: who may listen, and what an agent's screen hears.

The tenant is resolved from the host at connect and entered for every database call, because an
ORM thread does not inherit it. The socket proves itself with the session cookie of that tenant's
site; a cookie of another tenant names no session here.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.db import connections

from core.accounts import sessions
from core.realtime import groups
from tenants import context
from tenants.http import hosts
from tenants.models import Tenant

UNAUTHORIZED = 4401
FORBIDDEN_ORIGIN = 4403


class DeskConsumer(AsyncJsonWebsocketConsumer):
    """Accepts signed-in agents of the host's tenant and passes the tenant's desk messages on."""

    group = ""

    async def connect(self) -> None:
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in self.scope["headers"]}
        host = headers.get("host", "").rsplit(":", 1)[0].lower()
        if urlsplit(headers.get("origin", "")).hostname != host:
            await self.close(FORBIDDEN_ORIGIN)
            return
        schema = await sync_to_async(_admitted)(host, headers.get("cookie", ""))
        if not schema:
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
        await self.send_json(packet["message"])


def _admitted(host: str, cookies: str) -> str:
    """Schema of the host if the session cookie belongs to a signed-in agent there, else ""."""
    try:
        tenant = hosts.tenant_of(host)
        if tenant is None or tenant.schema_name == "public" or not tenant.is_served:
            return ""
        return tenant.schema_name if _agent_of(tenant, cookies) else ""
    finally:
        connections.close_all()  # an open socket must not keep a connection


def _agent_of(tenant: Tenant, cookies: str) -> bool:
    morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return False
    with context.tenant(tenant):
        return sessions.user_of_key(morsel.value) is not None
