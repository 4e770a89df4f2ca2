"""The bytes of files: one object per content in the tenant's storage, written before a row names them.

Storage and database cannot commit together, and a bucket is the network, so nothing here is called inside
a transaction. What keeps a row from naming bytes that are just being deleted:

- Fresh bytes get a path nobody had before; the sweep leaves what is younger than a day.
- An old path gets a further row only while a row names it, looked at under the digest's lock.
- The sweep asks under the same lock whether a row names a path. Once none does, none ever will, so the
  bytes may go at any time after.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from tenants import context
from tenants.kernel import clock
from tenants.storage import store

ROOT = "attachments"
DIGEST = 64  # characters


def digest_of(content: bytes) -> str:
    """Keyed with the tenant's secret, so equal files prove nothing next door."""
    secret = context.current_tenant().secret.encode()
    return hmac.new(secret, content, hashlib.sha256).hexdigest()


def write(content: bytes, digest: str, known: str = "") -> str:
    """Path of the bytes. known: where they should lie already; if they do not, whole, they do afterwards."""
    if known:
        _put(known, content)
        return known
    return default_storage.save(f"{ROOT}/{digest[:2]}/{digest}-{secrets.token_hex(4)}", ContentFile(content))


def write_picture(content: bytes, folder: str, ending: str) -> str:
    """Bytes that hang on no row of ours: their path is their content, and whoever names it looks after it."""
    path = f"{folder}/{digest_of(content)}{ending}"
    _put(path, content)
    return path


def hold(digest: str) -> None:
    """Until the transaction ends nobody else decides about rows of these bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])


def older_than(age: timedelta) -> Iterator[tuple[str, str]]:
    """(path, digest) of bytes that have lain there longer than that."""
    limit = clock.now() - age
    for kept in store().everything(ROOT):
        if kept.modified < limit:
            yield kept.path, kept.path.rpartition("/")[2][:DIGEST]


def drop(paths: Iterable[str]) -> None:
    store().forget(paths)


def _put(path: str, content: bytes) -> None:
    if default_storage.exists(path):
        if default_storage.size(path) == len(content):
            return
        default_storage.delete(path)  # a full disk or a kill left a part
    default_storage.save(path, ContentFile(content))
