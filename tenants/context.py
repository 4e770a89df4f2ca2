"""The current tenant: the only module that touches the search path.

Context outside, transaction inside: enter the tenant first, then open the transaction, and
never let one transaction span two tenants. `after_commit` remembers the tenant, because
Django runs its callbacks in whatever schema is current at commit time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db import connection as django_connection
from django.db import transaction
from django_tenants.utils import get_public_schema_name, tenant_context

from tenants import shards
from tenants.kernel.errors import NotFound
from tenants.models import Tenant

connection = cast(Any, django_connection)  # django-tenants' own wrapper, which ships no types


class NoSuchTenant(NotFound):
    """data: schema."""

    code = "tenant.unknown"
    sentence = "There is no such organization."


class TenantRequired(RuntimeError):
    """Code that belongs to one tenant ran outside of any: a fault of ours, never of a person."""


def current_schema() -> str:
    return cast(str, connection.schema_name)


def in_tenant() -> bool:
    return current_schema() != str(get_public_schema_name())


def require_tenant() -> str:
    """The current schema; TenantRequired in the shared schema."""
    if not in_tenant():
        raise TenantRequired("this code must run inside a tenant")
    return current_schema()


def here() -> Tenant | None:
    """What was entered, without asking the database; None when only the schema's name is known."""
    row = connection.tenant
    return row if isinstance(row, Tenant) else None


def current_tenant() -> Tenant:
    """The row of the tenant we are in. TenantRequired in the shared schema."""
    require_tenant()
    return here() or by_schema(current_schema())


def by_schema(schema: str) -> Tenant:
    """The tenant of a schema; NoSuchTenant when there is none, also for `public`."""
    if schema != get_public_schema_name():
        with shared():
            if row := Tenant.objects.filter(schema_name=schema).first():
                return row
    raise NoSuchTenant(schema=schema)


@contextmanager
def tenant(which: Tenant | str) -> Iterator[Tenant]:
    """Run the block inside a tenant. An unknown schema is refused, never read as public."""
    row = by_schema(which) if isinstance(which, str) else which
    if row.shard == shards.here():
        with tenant_context(row):
            yield row
    else:
        with shards.on(row.shard), tenant_context(row):
            yield row


@contextmanager
def shared() -> Iterator[None]:
    """Run the block in the shared schema at home, whatever tenant is current."""
    if not shards.is_home():
        with shards.on(shards.DEFAULT), shared():
            yield
        return
    was = connection.tenant
    if was.schema_name == get_public_schema_name():
        yield
        return
    connection.set_schema_to_public()
    try:
        yield
    finally:
        connection.set_tenant(was)


@contextmanager
def reading() -> Iterator[None]:
    """For reports: the block reads from the replica if there is one. What it sees may be seconds old.

    Nothing can be written there, except to the directory. In a transaction, on another shard, or while the
    replica is away the block stays where it is.
    """
    if not shards.has_replica() or not shards.replica_answers():
        yield
        return
    was = connection.tenant
    with shards.on(shards.REPLICA), tenant_context(was):
        yield


def each_tenant(*states: str) -> Iterator[Tenant]:
    """Every tenant in turn, entered. `states` limits them; default: all that are served."""
    with shared():
        rows = list(Tenant.objects.served().filter(**({"state__in": states} if states else {})))
    for row in rows:
        with tenant(row):
            yield row


def after_commit(call: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Run `call` once the current transaction has committed, inside the tenant of *now*."""
    was = connection.tenant

    def later() -> None:
        if connection.tenant is was:  # still there: entering again would cost a SET search_path
            call(*args, **kwargs)
            return
        with tenant(was) if isinstance(was, Tenant) else tenant_context(was):
            call(*args, **kwargs)

    later.call = call  # type: ignore[attr-defined]  # what waits can be looked at
    transaction.on_commit(later)
