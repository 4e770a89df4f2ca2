"""The search path of a connection is set when another one is in force, not each time somebody enters.

django-tenants sets it anew for whoever enters an organization or takes a connection out of the pool. A worker
that serves one organization for a while would set the same path several times a message.

What a connection was told stands with it, and is believed only where it cannot have been taken back: it was
said outside of any transaction (a rollback returns to the path before), and nobody but this module sets the
path of a session. Inside of a transaction it is said again.
"""

from __future__ import annotations

from typing import Any

from django_tenants.postgresql_backend import base
from psycopg.pq import TransactionStatus

IDLE = TransactionStatus.IDLE


class KeptPathMixin(base.DatabaseWrapper):  # type: ignore[misc]  # django-tenants ships no types
    search_path_set_schemas: list[str] | None

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self._setting_search_path or self.search_path_set_schemas:
            super()._handle_search_path(cursor)
            return
        raw, wanted = self.connection, self._get_cursor_search_paths()
        is_outside = raw.pgconn.transaction_status == IDLE
        if is_outside and getattr(raw, "path_in_force", None) == wanted:
            self.search_path_set_schemas = wanted
            return
        raw.path_in_force = None
        super()._handle_search_path(cursor)
        if is_outside and raw.autocommit and self.search_path_set_schemas == wanted:
            raw.path_in_force = wanted
