"""Warm spares: schemas with tables and starter content that wait for an organization to take them.

A spare is made in one transaction together with its row, so it is there whole or not at all, and
taken by renaming it in the transaction that opens the organization's door. See README.md.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from psycopg import sql

from tenants import context
from tenants.kernel import clock, ids
from tenants.locks import Held, held
from tenants.migrator.target import target
from tenants.models import Blueprint, Spare, Tenant
from tenants.provisioning import blueprint, schema, starters

log = logging.getLogger(__name__)
PREFIX = "_spare_"  # no organization's name begins with an underscore
LEASE = timedelta(minutes=5)  # the slowest way takes 10 s; whatever still builds after this is dead
State = Spare.State


def stock(told: schema.Told = lambda what, number, of: None) -> int:
    """Fill the shelf to settings.SPARE_SCHEMAS. How many were made; none while another process does it."""
    made = 0
    with suppress(Held), held("provisioning.stock", wait=False):
        for _ in range(settings.SPARE_SCHEMAS - warm().count()):
            make(told)
            made += 1
    return made


def are_owed() -> bool:
    """Whether the shelf needs a visit: too few, or some that nobody can take."""
    ready = warm().count()
    return ready < settings.SPARE_SCHEMAS or Spare.objects.count() > ready


def warm() -> QuerySet[Spare]:
    """Spares of the running release that can be taken."""
    return Spare.objects.filter(state=State.WARM, edition=target().edition)


def make(told: schema.Told) -> Spare:
    """One more spare: replayed from the blueprint, or step by step when a replay does not come out alike."""
    plan = blueprint.current(told)
    name = f"{PREFIX}{ids.public_id().lower().replace('-', '_')}"
    told("replay", 0, 1)
    try:
        with context.shared(), transaction.atomic():
            row = Spare.objects.create(schema_name=name, edition=plan.edition, state=State.WARM)
            blueprint.replay(plan, name)
    except (blueprint.Crooked, DatabaseError):
        log.exception("the blueprint does not replay; the schema is made step by step")
        row = _make_slowly(plan, name, told)
    return row


def take() -> Spare | None:
    """Lock a warm spare for the rest of the transaction. None: the shelf is empty."""
    return warm().select_for_update(of=("self",), skip_locked=True).order_by("id").first()


def hand_over(spare: Spare, tenant: Tenant) -> None:
    """The schema bears the organization's name from now on, its rows the present moment."""
    plan = Blueprint.objects.get(edition=spare.edition)
    rename = sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(
        sql.Identifier(spare.schema_name), sql.Identifier(tenant.schema_name)
    )
    dates = [
        sql.SQL("UPDATE {table} SET {column} = {now} WHERE {column} IS NOT NULL").format(
            table=sql.Identifier(tenant.schema_name, table), column=sql.Identifier(column),
            now=sql.Literal(clock.now()),
        )
        for table, column in blueprint.dated_columns(plan)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("; ").join([rename, *dates]).as_string())
    spare.delete()


def sweep() -> int:
    """Drop what nobody can take: half-made ones, those of another release, schemas without a row."""
    moment, dropped = clock.now(), 0
    for row in Spare.objects.exclude(state=State.WARM, edition=target().edition):
        if row.state == State.WARM or row.created_at < moment - LEASE:
            dropped += _drop(row)
    for name in _strays():
        schema.drop(name)
        dropped += 1
    return dropped


@transaction.atomic
def _drop(row: Spare) -> int:
    """Unless an organization is just taking it."""
    if not Spare.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=row.pk).exists():
        return 0
    schema.drop(row.schema_name)
    row.delete()
    return 1


def _strays() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)"
            " AND NOT EXISTS (SELECT FROM tenants_spare WHERE schema_name = nspname)",
            [PREFIX],
        )
        return [name for (name,) in cursor.fetchall()]


def _make_slowly(plan: Blueprint, name: str, told: schema.Told) -> Spare:
    row = Spare.objects.create(schema_name=name, edition=plan.edition, state=State.BUILDING)
    unnamed = Tenant(schema_name=name)
    schema.build(unnamed, told)
    starters.prepare(unnamed, told)
    row.state = State.WARM
    row.save(update_fields=["state"])
    return row
