"""A message that only the browser can read, whatever service carries it (RFC 8291, aes128gcm)."""

from __future__ import annotations

import base64
import binascii
import os
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

POINT, SECRET = 65, 16  # bytes of the browser's public key and of its secret


def seal(message: bytes, point: str, secret: str) -> bytes:
    """message: under 3.9 kB, for services take 4 kB. point, secret: `p256dh` and `auth` of the browser,
    base64url. Raises ValueError.
    """
    sealed: Any = http_ece.encrypt(
        message,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=decoded(point, POINT),
        auth_secret=decoded(secret, SECRET),
        version="aes128gcm",
    )
    return bytes(sealed)


def decoded(text: str, size: int) -> bytes:
    """base64url with or without padding. Raises ValueError when it is not so many bytes."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as fault:
        raise ValueError("no base64url") from fault
    if len(data) != size:
        raise ValueError(f"{len(data)} bytes instead of {size}")
    return data


def check(point: str, secret: str) -> None:
    """Raises ValueError unless these are a point of the curve and a secret."""
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(point, POINT))
    decoded(secret, SECRET)
