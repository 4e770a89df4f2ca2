"""Delete an organization for good, step by step, with a certificate that says what there was.

Each step can be repeated, and the certificate notes those that are done, so a crash anywhere is gone on
from there. From the first step on nobody is served. What storeys above keep outside of the schema they
end themselves: a function marked `@on_purge` in the app's module `carrying`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from redis import Redis

from tenants import context, platform, rules
from tenants.alarms.models import Alarm
from tenants.carrying import exports
from tenants.carrying.models import Certificate
from tenants.events.models import Delivery
from tenants.http import hosts
from tenants.kernel import clock, ids
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Invalid, NotFound
from tenants.kernel.text import one_line
from tenants.locks import own_connection
from tenants.models import DomainClaim, MailRoute, Signup, Tenant
from tenants.provisioning import schema
from tenants.services.life import WrongState
from tenants.storage import store
from tenants.tasks import wake

SETTLED = timedelta(seconds=15)  # by then every process has felt the state: tenants.http.HOST_TTL
LEASE = timedelta(minutes=10)  # the slowest step: a million files
TABLES_AT_ONCE = 20  # dropped in one transaction; each locks its indexes, too
TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(%s))
       AND relkind IN ('r', 'p') AND NOT relispartition
"""
Ending = Callable[[Tenant], object]
_endings: list[Ending] = []


def on_purge(function: Ending) -> Ending:
    """Run when an organization is purged; more than once after a crash."""
    _endings.append(function)
    return function


def ask(tenant: Tenant, *, typed: str, reason: str, by: Actor) -> Certificate:
    """Begin the deletion. It cannot be taken back.

    Only from suspension or the export window. Raises Invalid (typed, reason), WrongState. Twice is once.
    """
    wrong = {}
    if typed.strip() != tenant.slug:
        wrong["typed"] = [f"Type {tenant.slug} exactly."]
    if not (reason := one_line(reason, 300)):
        wrong["reason"] = ["Say why; it stands in the certificate."]
    if wrong:
        raise Invalid(fields=wrong)
    with context.shared(), transaction.atomic():
        row = Tenant.objects.select_for_update(of=("self",)).get(pk=tenant.pk)
        if found := Certificate.objects.filter(tenant=row).first():
            return found
        if not rules.may_follow("purged", row.state):
            raise WrongState(state=row.state, wanted="purged")
        row.state, row.state_since = Tenant.State.PURGED, clock.now()
        row.save(update_fields=["state", "state_since"])
        digest = hashlib.sha256(row.slug.encode()).hexdigest()
        paper = Certificate.objects.create(
            tenant=row, slug_digest=digest, asked_by=by.ref, reason=reason, lease_until=clock.now() + SETTLED
        )
        platform.record("tenant.purge_asked", on=row, by=by, after=paper.public_id, reason=reason)
        wake("carrying.purge", paper.pk, countdown=SETTLED.total_seconds() + 1)
        context.after_commit(hosts.forget)
    return paper


def certificate_of(tenant: Tenant) -> Certificate:
    """NotFound for an organization that is not being deleted."""
    row = Certificate.objects.filter(tenant=tenant).first()
    if row is None:
        raise NotFound
    return row


def due() -> QuerySet[Certificate]:
    """Deletions that are not finished and in nobody's hands."""
    return Certificate.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=clock.now()), finished_at=None
    )  # fmt: skip


def work(certificate_id: int) -> None:
    """Do what is left to do. Nothing: finished, or in other hands."""
    with context.shared():
        won = due().filter(pk=certificate_id).update(lease_until=clock.now() + LEASE, turn=F("turn") + 1)
        if not won:
            return
        paper = Certificate.objects.select_related("tenant").get(pk=certificate_id)
        for name in Certificate.STEPS:
            if name not in paper.steps_done:
                _STEPS[name](paper)
                paper.steps_done.append(name)
                paper.save()


def stated(paper: Certificate) -> str:
    """What the certificate says, as text; its hash stands beside it."""
    told = {
        "certificate": paper.public_id, "slug_sha256": paper.slug_digest, "reason": paper.reason,
        "asked_at": str(paper.asked_at), "finished_at": str(paper.finished_at or ""),
        "asked_by": paper.asked_by, "tables": paper.tables, "rows": paper.rows, "files": paper.files,
        "bytes": paper.bytes,
    }  # fmt: skip
    return json.dumps(told, sort_keys=True)


def _shut(paper: Certificate) -> None:
    """Count what there is, once nobody can add to it any more."""
    name = paper.tenant.schema_name
    with own_connection() as line:
        tables = line.execute(TABLES, [name]).fetchall()
        paper.tables, paper.rows = len(tables), 0
        for (table,) in tables:
            counted = line.execute(f'SELECT count(*) FROM "{name}"."{table}"'.encode()).fetchone()  # noqa: S608
            paper.rows += counted[0] if counted else 0
    with context.tenant(paper.tenant):
        sizes = [kept.size for kept in store().everything()]
    paper.files, paper.bytes = len(sizes), sum(sizes)


@transaction.atomic
def _rows(paper: Certificate) -> None:
    """Addresses, signups, wake-ups: what leads to it from the shared schema."""
    name = paper.tenant.schema_name
    Delivery.objects.filter(schema_name=name).delete()
    Alarm.objects.filter(schema_name=name).delete()
    MailRoute.objects.filter(tenant=paper.tenant).delete()
    DomainClaim.objects.filter(tenant=paper.tenant).delete()  # its own hosts go with them; ours says 410
    Signup.objects.filter(tenant=paper.tenant).delete()


def _files(paper: Certificate) -> None:
    for row in exports.of(paper.tenant):
        exports.drop(row)
    with context.tenant(paper.tenant):
        store().forget([kept.path for kept in store().everything()])


def _caches(paper: Certificate) -> None:
    """Every key that begins with the schema's name, found without stopping the server."""
    with Redis.from_url(settings.REDIS_URL) as server:
        for key in server.scan_iter(match=f"{paper.tenant.schema_name}:*", count=1000):
            server.delete(key)


def _schema(paper: Certificate) -> None:
    """In bites, because one DROP locks every table and index of the organization at once."""
    name = paper.tenant.schema_name
    with connection.cursor() as cursor:
        while tables := _some_tables(cursor, name):
            cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE")
    schema.drop(name)


def _some_tables(cursor: Any, name: str) -> list[str]:
    cursor.execute(
        "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s LIMIT %s",
        [name, TABLES_AT_ONCE],
    )
    return [table for (table,) in cursor.fetchall()]


def _others(paper: Certificate) -> None:
    for ending in _endings:
        ending(paper.tenant)


@transaction.atomic
def _name(paper: Certificate) -> None:
    """The row stays for the record, without a name; its address says 410 for good."""
    row = paper.tenant
    Tenant.objects.filter(pk=row.pk).update(
        name="Purged",
        slug=f"purged-{row.public_id}".lower()[:40],
        schema_name=f"_purged_{row.pk}",
        logo="",
        suspended_reason="",
        secret=ids.token(),
    )
    paper.finished_at, paper.lease_until = clock.now(), None
    paper.sha256 = hashlib.sha256(stated(paper).encode()).hexdigest()
    platform.record("tenant.purged", on=row, by=SYSTEM, after=paper.public_id)
    hosts.forget()


_STEPS: dict[str, Callable[[Certificate], None]] = {
    "shut": _shut, "rows": _rows, "files": _files, "caches": _caches, "schema": _schema, "others": _others,
    "name": _name,
}  # fmt: skip
