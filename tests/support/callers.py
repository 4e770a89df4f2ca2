"""Programs that call the API of one organization: JSON in and out, an access token as Bearer."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from core.accounts import services as accounts
from core.accounts.api import tokens
from core.accounts.models import Role, User
from tenants import context
from tenants.models import Tenant
from tests.support.clients import SiteClient

API = "/api/v1"
PROBLEM = {"error", "code", "timestamp", "requestId"}


def token_of(tenant: Tenant, holder: Any) -> str:
    """An access token of a user or customer of this organization."""
    with context.tenant(tenant):
        device, _ = accounts.open_device(holder.actor, "test")
        return tokens.mint(holder.actor.kind, holder.pk, device.public_id, email=holder.email, role="")


class Caller(SiteClient):
    """holder: User or Contact of the tenant; None calls as a stranger."""

    def __init__(self, tenant: Tenant, holder: Any = None, token: str = "") -> None:
        super().__init__(tenant)
        self.token = token or (token_of(tenant, holder) if holder else "")

    def call(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """path below /api/v1; headers with _ for -."""
        body = "" if data is None else json.dumps(data)
        return self._send(method, path, body, "application/json", headers)

    def read(self, path: str, **query: Any) -> Any:
        return super().get(f"{API}{path}", query, headers=self._with_token({}))

    def upload(self, content: bytes, filename: str, declared: str = "text/plain", **headers: str) -> Any:
        form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile(filename, content, declared)})
        return self._send("POST", "/attachments/", form, MULTIPART_CONTENT, headers)

    def _send(self, method: str, path: str, body: Any, kind: str, headers: dict[str, str]) -> Any:
        return self.generic(
            method, f"{API}{path}", body, content_type=kind, headers=self._with_token(headers)
        )

    def _with_token(self, headers: dict[str, str]) -> dict[str, str]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.token}", **sent} if self.token else sent


def said(answer: Any) -> tuple[int, str]:
    """(status, problem code), after looking at the shape of the problem."""
    body = answer.json()
    assert set(body) - {"details"} == PROBLEM, body
    assert answer["X-Request-ID"] == body["requestId"]
    return answer.status_code, body["code"]


def one_of_each(tenant: Tenant, people: Any) -> SimpleNamespace:
    """A caller for each of the people, `bea` whose role allows nothing, and a `stranger`."""
    bare = Role.objects.create(key="bare", name="Bare", permissions=[])
    people.bea = User.objects.create(email="bea@acme.example", name="Bea Bare", role=bare)
    names = ("olivia", "lena", "ana", "ben", "lars", "bea", "carla", "dmitri")
    return SimpleNamespace(
        stranger=Caller(tenant), **{name: Caller(tenant, getattr(people, name)) for name in names}
    )
