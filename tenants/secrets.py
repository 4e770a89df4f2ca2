"""Secrets with the tenant inside: signed values that mean nothing next door, encrypted fields.

User 1 exists in every schema, so every signature is made with the tenant's own secret; a value
signed for one tenant fails in any other. Encryption is for what must be read again (mailbox
passwords, TOTP secrets); keys come from the environment, the first encrypts, all decrypt.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core import signing

from tenants import context
from tenants.kernel.errors import Invalid


class BadLink(Invalid):
    """Forged, expired, or made for another purpose or another tenant."""

    code = "link.invalid"
    sentence = "This link is no longer valid. Ask for a new one."


def sign(purpose: str, value: Any) -> str:
    """A signed JSON value for this tenant and purpose."""
    return signing.dumps(value, key=_tenant_key(), salt=purpose, compress=False)


def unsign(purpose: str, signed: str, max_age: timedelta) -> Any:
    """The value again; BadLink when anything about it is wrong."""
    try:
        return signing.loads(signed, key=_tenant_key(), salt=purpose, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink from None


def tag(purpose: str, *parts: object, size: int = 16) -> str:
    """A short MAC (lower-case base32, `size` bytes) over the parts, for addresses and ids."""
    text = "\x1f".join([purpose, *map(str, parts)]).encode()
    mac = hmac.new(_tenant_key().encode(), text, hashlib.sha256).digest()[:size]
    return base64.b32encode(mac).decode().rstrip("=").lower()


def digest(token: str) -> str:
    """What we store of a mailed token: its SHA-256, so that a leaked table opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """The clear text; BadLink when no configured key fits."""
    try:
        return _fernet().decrypt(text.encode()).decode()
    except InvalidToken:
        raise BadLink("This secret was stored with a key that is no longer configured.") from None


def _tenant_key() -> str:
    row = context.current_tenant()
    return f"{settings.SECRET_KEY}:{row.schema_name}:{row.secret}"


def _fernet() -> MultiFernet:
    keys = settings.FIELD_KEYS or [settings.SECRET_KEY]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(k.encode()).digest())) for k in keys])
