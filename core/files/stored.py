"""The bytes of files: one object per content in the tenant's storage, written whole or not at all.

Storage and database cannot commit together, so a path is held (advisory lock) while its bytes or
its rows come or go: what a new row is about to name is never deleted under it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from tenants import context
from tenants.kernel import clock

ROOT = "attachments"


def write(content: bytes, folder: str = "", ending: str = "") -> str:
    """Path of the bytes, held until the caller's transaction ends. Half-written bytes are replaced.

    folder: "" for attachments, which the sweep looks after; others look after their own.
    """
    name = _key(content)
    path = f"{folder}/{name}{ending}" if folder else f"{ROOT}/{name[:2]}/{name}"
    _hold(path)
    if default_storage.exists(path):
        if default_storage.size(path) == len(content):
            return path
        default_storage.delete(path)  # a full disk or a kill left a part
    default_storage.save(path, ContentFile(content))
    return path


def older_than(age: timedelta) -> Iterator[str]:
    """Paths of bytes that have lain there longer than that."""
    limit = clock.now() - age
    for folder in _listed(ROOT)[0]:
        for name in _listed(f"{ROOT}/{folder}")[1]:
            path = f"{ROOT}/{folder}/{name}"
            if default_storage.get_modified_time(path) < limit:
                yield path


@transaction.atomic
def drop_unless(path: str, is_needed: Callable[[], bool]) -> None:
    """Delete bytes unless they are needed; asked while nobody can begin to need them."""
    _hold(path)
    if not is_needed():
        default_storage.delete(path)


def _key(content: bytes) -> str:
    """Keyed with the tenant's secret, so equal files prove nothing next door."""
    secret = context.current_tenant().secret.encode()
    return hmac.new(secret, content, hashlib.sha256).hexdigest()


def _hold(path: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [path])


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return list(folders), list(names)
