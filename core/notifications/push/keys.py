"""The key by which push services know us (VAPID, RFC 8292): of the platform, the same for all organizations.

A browser is subscribed to one key for good, so it must not change: without a setting it follows from the
secret key, and whoever changes that loses the subscriptions of before.
"""

from __future__ import annotations

import base64
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from tenants.kernel import clock

VALID = 12 * 3_600  # seconds of a signature; services take a day at most
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


def public() -> str:
    """What a browser subscribes to: the uncompressed point, base64url without padding."""
    point = _private(settings.WEB_PUSH_KEY or settings.SECRET_KEY).public_key()
    return plain64(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def authorization(address: str) -> str:
    """The header that proves to this push service who sends."""
    parts = urlsplit(address)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(clock.now().timestamp()) + VALID,
        "sub": f"mailto:{parseaddr(settings.PLATFORM_MAIL)[1]}",
    }
    signer = Vapid02(_private(settings.WEB_PUSH_KEY or settings.SECRET_KEY))
    return str(signer.sign(claims)["Authorization"])


def plain64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@lru_cache
def _private(secret: str) -> ec.EllipticCurvePrivateKey:
    """Enough bytes that taking the rest prefers no number."""
    drawn = HKDF(SHA256(), length=48, salt=None, info=b"web push").derive(secret.encode())
    return ec.derive_private_key(int.from_bytes(drawn) % (ORDER - 1) + 1, ec.SECP256R1())
