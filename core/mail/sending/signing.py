"""DKIM: our letters carry a signature of the domain they speak for (RFC 6376)."""

from __future__ import annotations

import base64
from email.utils import parseaddr

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

from core.mail import book
from tenants import secrets

BITS = 2048  # RFC 8301: at least 1024, should be 2048; larger keys do not fit one UDP answer
# Oversigned: repeated below, so that nobody can add a second one.
HEADERS = (
    "from", "from", "to", "cc", "subject", "subject", "date", "message-id", "reply-to", "in-reply-to",
    "references", "mime-version", "content-type", "auto-submitted", "list-unsubscribe",
    "list-unsubscribe-post",
)  # fmt: skip


def new_pair() -> tuple[str, str]:
    """(private key as encrypted PEM, public key as the DNS record holds it)."""
    private = generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return secrets.encrypt(pem), base64.b64encode(public).decode()


def signed(data: bytes, sender: str) -> bytes:
    """The message with a signature on top, if we hold a key that DNS knows for the sender's domain."""
    domain = parseaddr(sender)[1].rpartition("@")[2].lower()
    if (key := book.signing_keys().get(domain)) is not None:
        return _sign(data, key.selector, key.name, secrets.decrypt(key.private_key))
    ours = settings.DKIM_DOMAIN
    if settings.DKIM_KEY and ours and (domain == ours or domain.endswith(f".{ours}")):
        return _sign(data, settings.DKIM_SELECTOR, ours, settings.DKIM_KEY)
    return data


def _sign(data: bytes, selector: str, domain: str, pem: str) -> bytes:
    head: bytes = dkim.sign(
        data,
        selector.encode(),
        domain.encode("idna"),
        pem.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name.encode() for name in HEADERS],
    )
    return head + data
