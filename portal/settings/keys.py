"""Stable names for programs, made of the names that people give."""

from __future__ import annotations

from collections.abc import Collection

from tenants.kernel import ids
from tenants.kernel.text import slug


def key_of(name: str, taken: Collection[str]) -> str:
    """Names of other scripts get a random one, and so does one whose key is taken an ending."""
    base = slug(name, 30).replace(".", "-") or f"t-{ids.token(4).lower().replace('_', '-')}"
    return base if base not in taken else f"{base}-{ids.token(3).lower().replace('_', '-')}"
