"""Sessions in the tenant's database, as Django keeps them; read with a statement that is composed once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from tenants.database.composed import composed


@composed
def _living(*, key: Any, now: Any) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_living(key=self.session_key, now=timezone.now())), None)
        if found is None:
            self._session_key = None
        return found
