"""Names of the groups sockets listen to; the tenant is part of each."""

from __future__ import annotations


def desk(schema: str) -> str:
    """Everybody at work in one organization."""
    return f"desk.{schema}"
