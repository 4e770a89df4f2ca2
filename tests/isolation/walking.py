"""Somebody who goes to addresses and writes down what should not have been seen, and pictures to compare.

Each step runs in a savepoint that is rolled back, so the place stays as it is and steps do not mix. A
statement in acme's schema during a step is a breach by itself, whatever the answer says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client

from tenants import context
from tenants.models import Tenant
from tests.isolation import canary, walk


@dataclass
class Walker:
    """Goes to addresses as somebody and writes down what it should not have seen."""

    client: Client
    neighbour: SimpleNamespace
    headers: dict[str, str] = field(default_factory=dict)
    attempts: int = 0
    reached: int = 0
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pocket = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def go(self, route: walk.Route, method: str, rules: walk.Rules | None = None) -> None:
        """One request, written down: what it told of acme, what it asked of acme's schema, where it broke."""
        path = route.path(self.neighbour, rules)
        if path is None:
            return
        self.client.cookies = SimpleCookie(self.pocket)  # the last step may have signed out
        with rolled_back(), watched() as strays:
            answer = self._send(method, path, as_json=path.startswith("/api/"))
            told = f"{answer.headers} {content(answer)}".lower()
        self.attempts += 1
        self.reached += answer.status_code < 300
        where = f"{method} {path} -> {answer.status_code}"
        if canary.WORD in told:
            self.leaks.append(where)
        self.leaks += [f"{where}: {sql[:80]}" for sql in strays]
        if answer.status_code >= 500:
            self.faults.append(where)

    def _send(self, method: str, path: str, as_json: bool) -> Any:
        data = walk.body(self.neighbour)
        if method == "GET":
            return self.client.get(path, headers=self.headers)
        if as_json:
            return self.client.generic(
                method, path, json.dumps(data), content_type="application/json", headers=self.headers
            )
        return getattr(self.client, method.lower())(
            path, data if method == "POST" else "", headers=self.headers
        )


@contextmanager
def rolled_back() -> Iterator[None]:
    """The sessions in the database too: a sign-out in one step is not felt in the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements that ran in acme's schema meanwhile."""
    strays: list[str] = []

    def look(execute: Any, sql: Any, params: Any, many: Any, whole: Any) -> Any:
        if connection.schema_name == "acme" or '"acme".' in str(sql):
            strays.append(str(sql))
        return execute(sql, params, many, whole)

    with connection.execute_wrapper(look):
        yield strays


def content(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return raw.decode("utf-8", "replace")


def picture(slug: str) -> dict[str, list[Any]]:
    """Every row of an organization."""
    with context.tenant(slug):
        return {
            model._meta.label: list(model._default_manager.order_by("pk").values_list())
            for config in apps.get_app_configs()
            if config.name in django_settings.TENANT_APPS
            for model in config.get_models(include_auto_created=True)
        }


def shared_picture(slug: str) -> dict[str, list[Any]]:
    """Every row of the shared schema that is about an organization."""
    with context.shared():
        tenant = Tenant.objects.get(slug=slug)
        found = {}
        for config in apps.get_app_configs():
            if config.name not in django_settings.SHARED_APPS or config.name in django_settings.TENANT_APPS:
                continue
            for model in config.get_models():
                if rows := _about(model, tenant):
                    found[model._meta.label] = rows
        return found


def _about(model: Any, tenant: Tenant) -> list[Any]:
    names = {field.name: field for field in model._meta.get_fields()}
    rows = model._default_manager.order_by("pk")
    if model is Tenant:
        return list(rows.filter(pk=tenant.pk).values_list())
    if "schema_name" in names:
        return list(rows.filter(schema_name=tenant.schema_name).values_list())
    if "tenant" in names and names["tenant"].related_model is Tenant:
        return list(rows.filter(tenant=tenant).values_list())
    return []


def stored(slug: str) -> list[str]:
    """Every file of an organization."""
    with context.tenant(slug):
        return list(_files(""))


def _files(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in sorted(names))
    for inner in sorted(folders):
        yield from _files(f"{folder}/{inner}".lstrip("/"))
