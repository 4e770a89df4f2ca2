"""The uploaded files themselves, in the organization's storage until the import is over."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage

from core.mail.imports.model import MailImport
from tenants.storage import store

ROOT = "imports"


def keep(row: MailImport, number: int, file: File) -> str:
    """Write one as it streams in. Its path. Network: not in a transaction. Raises StorageAway."""
    return str(default_storage.save(f"{_folder(row)}/{number}", file))


def openings(row: MailImport) -> Sequence[tuple[str, partial[AbstractContextManager[Any]]]]:
    """[(name, how to open it)]. Opening raises FileNotFoundError, StorageAway."""
    return [(one["name"], partial(_opened, one["path"])) for one in row.files]


def forget(row: MailImport) -> None:
    """Delete them all, half-written ones too. Raises StorageAway."""
    store().forget(kept.path for kept in list(store().everything(_folder(row))))


def _folder(row: MailImport) -> str:
    return f"{ROOT}/{row.public_id}"


def _opened(path: str) -> AbstractContextManager[Any]:
    return default_storage.open(path, "rb")
