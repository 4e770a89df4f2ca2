"""Names that outsiders see. Primary keys stay inside; these are random and say nothing."""

from __future__ import annotations

import secrets

PUBLIC_ID_BYTES = 12  # 96 bits: no guessing, still short in a link


def public_id() -> str:
    """16 characters, URL safe."""
    return secrets.token_urlsafe(PUBLIC_ID_BYTES)


def token(size: int = 32) -> str:
    """A secret for links and keys; `size` in bytes of entropy."""
    return secrets.token_urlsafe(size)
