"""Heads as files: npz arrays and JSON with a checksum – never pickle, so a blob cannot run code.

Weights are float16 (no accuracy lost); a 77-class head has under 2 MB. A process keeps the
last 64 heads in memory, by (schema, kind, version): one organization's head can never be
found under another's key.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from ai.local.head import Head
from ai.local.sparse import Columns

FORMAT = 2
CACHED = 64
LARGEST = 32 * 1024 * 1024  # bytes of one blob; ours stay under 2 MB
Key = tuple[str, str, int]  # schema, kind, version


class Damaged(ValueError):
    """A stored head is not what was written, or not ours to read."""


def dump(head: Head) -> tuple[bytes, str]:
    """The head as bytes and their SHA-256."""
    told = {
        "format": FORMAT, "kind": head.kind, "labels": head.labels, "temperature": head.temperature,
        "examples": head.examples, "fusion": head.fusion, "floor": head.floor, "metrics": head.metrics,
        "height": head.weights.height,
    }  # fmt: skip
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        told=np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8),
        rarity=head.rarity.astype(np.float16),
        bias=head.bias.astype(np.float32),
        **_arrays("", head.weights),
        **(_arrays("profile_", head.profile) if head.profile else {}),
    )
    blob = buffer.getvalue()
    return blob, hashlib.sha256(blob).hexdigest()


def load(blob: bytes, sha256: str) -> Head:
    """The head of these bytes. Raises Damaged when the checksum or the form is wrong."""
    if len(blob) > LARGEST or hashlib.sha256(blob).hexdigest() != sha256:
        raise Damaged("the stored model does not match its checksum")
    try:
        with np.load(io.BytesIO(blob), allow_pickle=False) as arrays:
            told = json.loads(arrays["told"].tobytes())
            if told["format"] != FORMAT:
                raise Damaged(f"unknown model format {told['format']!r}")
            return Head(
                told["kind"], tuple(told["labels"]), _columns("", arrays, told["height"]),
                arrays["rarity"].astype(np.float32), arrays["bias"], told["temperature"],
                told["examples"], told["fusion"],
                _columns("profile_", arrays, told["height"]) if "profile_columns" in arrays else None,
                told["floor"], told["metrics"],
            )  # fmt: skip
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise error if isinstance(error, Damaged) else Damaged("the stored model cannot be read") from error


def _arrays(mark: str, matrix: Columns) -> dict[str, Any]:
    return {
        f"{mark}columns": matrix.columns,
        f"{mark}starts": matrix.starts,
        f"{mark}rows": matrix.rows.astype(np.int16),
        f"{mark}values": matrix.values.astype(np.float16),
    }


def _columns(mark: str, arrays: Any, height: int) -> Columns:
    return Columns(
        height, arrays[f"{mark}columns"], arrays[f"{mark}starts"],
        arrays[f"{mark}rows"].astype(np.int32), arrays[f"{mark}values"].astype(np.float32),
    )  # fmt: skip


class HeadCache:
    """The most recently used heads of this process; safe for threads."""

    def __init__(self, size: int = CACHED) -> None:
        self._size = size
        self._heads: OrderedDict[Key, Head] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, fetch: Callable[[], tuple[bytes, str]]) -> Head:
        """The head under this key; `fetch` gives bytes and checksum when it is not here."""
        with self._lock:
            if key in self._heads:
                self._heads.move_to_end(key)
                return self._heads[key]
        head = load(*fetch())  # outside the lock: a slow read holds up nobody else
        with self._lock:
            self._heads[key] = head
            self._heads.move_to_end(key)
            while len(self._heads) > self._size:
                self._heads.popitem(last=False)
        return head

    def forget(self, schema: str) -> None:
        """Drop all heads of one organization (erasure, rollback, suspension)."""
        with self._lock:
            for key in [key for key in self._heads if key[0] == schema]:
                del self._heads[key]

    def __len__(self) -> int:
        return len(self._heads)
