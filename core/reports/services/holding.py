"""Who counts waits for whom. Held to the end of the transaction.

Facts: whoever follows a ticket shares the lock, whoever counts all of them has it alone. Days: one at a
time. Always in this order, so that no two wait for each other.
"""

from __future__ import annotations

from django.db import connection

from tenants import context


def facts(*, alone: bool) -> None:
    _hold("pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared", "facts")


def days() -> None:
    _hold("pg_advisory_xact_lock", "days")


def _hold(function: str, what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtext(%s))", [f"reports:{what}:{context.require_tenant()}"])
