"""The arrangement of the desk, remembered in this process: no query per ticket, list or triage run.

Five queries fill a `Page` per tenant. It is believed for TRUST seconds; then one look at Redis
tells whether any process has changed something (`changed`), and the page is kept or read anew.
Inside a transaction that changed something the page is read fresh and not kept, because a
rollback must leave no trace. Rows of a page are shared between threads: read, never write them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from core.desk.models import Category, MailText, Queue, Status, Tag
from tenants import context
from tenants.kernel import ids

TRUST = 3.0  # seconds; how long another process' change may go unnoticed
KEY = "desk:version"


@dataclass(frozen=True, slots=True)
class Page:
    """Everything of one tenant, in the order people gave it."""

    statuses: tuple[Status, ...]
    queues: tuple[Queue, ...]
    categories: tuple[Category, ...]
    tags: tuple[Tag, ...]
    mail_texts: dict[tuple[str, str], MailText]


@dataclass(slots=True)
class _Kept:
    page: Page
    version: str
    until: float


_kept: dict[str, _Kept] = {}


def page() -> Page:
    """The current tenant's page."""
    here = connections[DEFAULT_DB_ALIAS]  # once: a list of fifty rows comes by a hundred times
    schema: str = here.schema_name  # type: ignore[attr-defined]
    if here.in_atomic_block and here.run_on_commit and _changed_in_this_transaction(schema):
        return _read()
    known, moment = _kept.get(schema), time.monotonic()
    if known and known.until > moment:
        return known.page
    context.require_tenant()
    version = _version()
    if known and version and known.version == version:
        known.until = moment + TRUST
        return known.page
    fresh = _Kept(_read(), version, moment + TRUST)
    _kept[schema] = fresh
    return fresh.page


def changed() -> None:
    """Something about the desk changed: every process reads anew once this transaction commits."""
    transaction.on_commit(_Announce(context.require_tenant()))


def forget() -> None:
    """Drop everything this process remembers (between tests, after a restore)."""
    _kept.clear()


@dataclass(frozen=True)
class _Announce:
    """Run after commit. Sets the version to a new word, so nobody who is late can repeat an old one."""

    schema: str

    def __call__(self) -> None:
        _kept.pop(self.schema, None)
        with context.tenant(self.schema):
            try:
                cache.set(KEY, ids.public_id(), None)
            except Exception:  # Redis away: other processes read anew when they cannot ask it either
                return


def _changed_in_this_transaction(schema: str) -> bool:
    """Whether an announcement of ours still waits for the commit. A rollback drops it."""
    waiting = (call for _ids, call, *_ in connection.run_on_commit)
    return connection.in_atomic_block and _Announce(schema) in waiting


def _version() -> str:
    """The word of the last change; "" when Redis does not know or does not answer."""
    try:
        return str(cache.get_or_set(KEY, partial(ids.public_id), None))
    except Exception:  # Redis away: the page is read anew each TRUST seconds
        return ""


def _read() -> Page:
    texts = MailText.objects.all()
    return Page(
        statuses=tuple(Status.objects.all()),
        queues=tuple(Queue.objects.select_related("team")),
        categories=tuple(Category.objects.select_related("parent", "queue")),
        tags=tuple(Tag.objects.all()),
        mail_texts={(text.key, text.language): text for text in texts},
    )
