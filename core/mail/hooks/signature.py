"""What Amazon SNS brings: signed by a key whose certificate lies at a host of Amazon's alone.

The certificate is fetched by a worker and remembered; from then on a forged call is refused at the door.
Source: docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.core.cache import cache

from core.mail.hooks import web
from core.mail.hooks.proof import NotProven

NAME = "amazon_ses"
HOST = r"https://sns\.[a-z0-9-]{5,30}\.amazonaws\.com(?:\.cn)?/"
CERTIFICATE = re.compile(HOST + r"SimpleNotificationService-[A-Za-z0-9]{1,80}\.pem")
HASHES: dict[str, type[hashes.HashAlgorithm]] = {"1": hashes.SHA1, "2": hashes.SHA256}
SIGNED = {  # in this order; Subject only where there is one
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ),
}  # fmt: skip
KEPT = 24 * 3600  # seconds a certificate is remembered
LARGEST = 64 * 1024  # bytes of a certificate


def check(call: dict[str, Any], topic: str, *, may_fetch: bool) -> None:
    """Raises NotProven for what the topic's Amazon did not sign.

    may_fetch False: at the door. A certificate that is not known yet is left to the worker.
    """
    address = str(call.get("SigningCertURL") or "")
    if call.get("TopicArn") != topic or not CERTIFICATE.fullmatch(address):
        raise NotProven
    pem = cache.get(f"sns:{address}")
    if pem is None:
        if not may_fetch:
            return
        pem, _headers = web.get(web.at(address, NAME), most=LARGEST)
    _verify(call, bytes(pem))
    cache.set(f"sns:{address}", bytes(pem), KEPT)


def _verify(call: dict[str, Any], pem: bytes) -> None:
    try:
        key = x509.load_pem_x509_certificate(pem).public_key()
        digest = HASHES[str(call["SignatureVersion"])]()
        signature = base64.b64decode(str(call["Signature"]), validate=True)
        if not isinstance(key, RSAPublicKey):
            raise NotProven
        key.verify(signature, _said(call), padding.PKCS1v15(), digest)
    except (InvalidSignature, KeyError, ValueError, binascii.Error):
        raise NotProven from None


def _said(call: dict[str, Any]) -> bytes:
    names = [name for name in SIGNED[str(call["Type"])] if call.get(name) is not None]
    return "".join(f"{name}\n{call[name]}\n" for name in names).encode()
