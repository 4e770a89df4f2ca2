"""Browsers and API callers of one organization."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client

from tenants import context
from tenants.models import Tenant


class SiteClient(Client):
    """A browser at one host. After each answer the test is back in the tenant it was in."""

    def __init__(self, tenant: Tenant | None = None, **defaults: Any) -> None:
        host = f"{tenant.slug}.localhost" if tenant else "localhost"
        super().__init__(headers={"host": host}, **defaults)
        self.tenant = tenant

    def request(self, **request: Any) -> Any:
        was = connection.tenant
        try:
            return super().request(**request)
        finally:
            connection.set_tenant(was)

    def sign_in(self, user: Any) -> SiteClient:
        """Signed in as this user of the client's tenant."""
        with context.tenant(self.tenant or ""):
            self.force_login(user, backend="core.accounts.backends.PasswordBackend")
        return self
