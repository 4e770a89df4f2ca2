"""Bytes in a folder of this machine, or one that several machines share."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django_tenants.files.storage import TenantFileSystemStorage

from tenants.storage import Kept, StorageAway


class FolderStorage(TenantFileSystemStorage):
    kind = "folder"

    def everything(self, folder: str = "") -> Iterator[Kept]:
        root = Path(self.location)
        for where, folders, names in os.walk(root / folder):
            folders.sort()
            for name in sorted(names):
                path = Path(where) / name
                try:
                    facts = path.stat()
                except FileNotFoundError:  # deleted while we walk
                    continue
                modified = datetime.fromtimestamp(facts.st_mtime, UTC)
                yield Kept(str(path.relative_to(root)), facts.st_size, modified)

    def forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.delete(path)

    def answers(self) -> bool:
        root = Path(settings.MEDIA_ROOT)
        root.mkdir(parents=True, exist_ok=True)
        return os.access(root, os.W_OK | os.X_OK)

    def _save(self, name: str, content: Any) -> str:
        """Down to the disk before anybody names it: a row that survives a power cut finds its bytes."""
        try:
            kept: str = super()._save(name, content)
            with open(self.path(kept), "rb") as file:
                os.fsync(file.fileno())
        except OSError as fault:
            raise StorageAway from fault
        return kept

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        try:
            return super()._open(name, mode)
        except FileNotFoundError:
            raise
        except OSError as fault:
            raise StorageAway from fault
