"""Where bytes are kept: a folder, or a bucket of an S3-compatible store. One setting chooses.

Each organization has a prefix of its own, the name of its schema; nothing here reaches another's. Both
stores know the same verbs beyond Django's, so that nobody above asks which of them it is. Bytes come and go
outside of transactions: a bucket is the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from django.core.files.storage import default_storage

from tenants.kernel.errors import Unavailable


class StorageAway(Unavailable):
    """The store cannot be reached, is full or refuses us. What was to be kept is not kept."""

    code = "storage.away"
    sentence = "Files cannot be kept or read right now. Nothing you wrote is lost; try again in a moment."


@dataclass(frozen=True, slots=True)
class Kept:
    """One object. path: without the organization's prefix; size: bytes."""

    path: str
    size: int
    modified: datetime


class Store(Protocol):
    """What both stores do besides Django's own verbs."""

    kind: str

    def everything(self, folder: str = "") -> Iterator[Kept]:
        """All objects of the current organization below a folder, folders below it included."""

    def forget(self, paths: Iterable[str]) -> None:
        """Delete them all. One that is gone already is no error."""

    def answers(self) -> bool:
        """Whether it takes and gives bytes at this moment. Raises StorageAway or says no."""


def store() -> Store:
    return cast(Store, default_storage)
