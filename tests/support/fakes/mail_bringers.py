"""What workers fetch from providers that bring mail: certificates of Amazon SNS, attachments of Brevo.

with MailBringers() as server:
    settings.MAIL_PROVIDERS_AT = server.url
    server.attachments["token"] = ("text/plain", b"words")
    call = server.notification(topic, message)          # signed; server.certificate is what it is checked with
"""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from tests.support.fakes.server import AsgiServer, Call, Reply

HOST = "https://sns.eu-central-1.amazonaws.com"
CONFIRMED = (
    b"<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>arn:aws:sns:x</SubscriptionArn>"
    b"</ConfirmSubscriptionResult></ConfirmSubscriptionResponse>"
)
ORDER = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}  # fmt: skip


class MailBringers(AsgiServer):
    """`.asked`: the calls so far; `.is_down`: answers 503."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Call] = []
        self.attachments: dict[str, tuple[str, bytes]] = {}
        self.is_down = False
        self.certificate_path = f"/SimpleNotificationService-{secrets.token_hex(16)}.pem"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = _certificate(self.key)

    async def respond(self, call: Call) -> Reply:
        self.asked.append(call)
        if self.is_down:
            return Reply(503)
        if call.path == f"/amazon_ses{self.certificate_path}":
            return Reply(200, self.certificate, "application/x-pem-file")
        if call.path.rstrip("/") == "/sns" and b"Action=ConfirmSubscription" in call.body:
            return Reply(200, CONFIRMED, "text/xml")
        token = call.path.removeprefix("/brevo/v3/inbound/attachments/")
        if token in self.attachments and call.headers.get("api-key") == "brevo-key":
            kind, content = self.attachments[token]
            return Reply(200, content, kind)
        return Reply(404)

    def notification(
        self, topic: str, message: str, kind: str = "Notification", **more: Any
    ) -> dict[str, Any]:
        """As SNS posts it, signature version 2."""
        call: dict[str, Any] = {
            "Type": kind, "MessageId": secrets.token_hex(16), "TopicArn": topic, "Message": message,
            "Timestamp": datetime.now(UTC).isoformat(), "SignatureVersion": "2",
            "SigningCertURL": f"{HOST}{self.certificate_path}", **more,
        }  # fmt: skip
        if kind == "SubscriptionConfirmation":
            call["Token"] = "t" * 64
            call["SubscribeURL"] = f"{HOST}/?Action=ConfirmSubscription&TopicArn={topic}&Token={'t' * 64}"
        said = "".join(f"{name}\n{call[name]}\n" for name in ORDER[kind] if name in call)
        signature = self.key.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())
        return call | {"Signature": base64.b64encode(signature).decode()}


def received(raw: bytes, to: list[str], sender: str, **action: str) -> str:
    """The message of a notification about a mail that came, as Amazon SES documents it."""
    inside = {"content": base64.b64encode(raw).decode()} if action.get("type", "SNS") == "SNS" else {}
    return json.dumps(
        {
            "notificationType": "Received",
            "mail": {
                "timestamp": "2026-11-20T10:00:00.000Z", "source": sender, "messageId": secrets.token_hex(20),
                "destination": to, "headersTruncated": False,
                "headers": [{"name": "Subject", "value": "Big one"}, {"name": "From", "value": f"<{sender}>"},
                            {"name": "Message-ID", "value": "<big@customer.example>"}],
            },
            "receipt": {
                "recipients": to, "spamVerdict": {"status": "PASS"}, "virusVerdict": {"status": "PASS"},
                "action": {"type": "SNS", "encoding": "BASE64", **action},
            },
            **inside,
        }
    )  # fmt: skip


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return made.public_bytes(serialization.Encoding.PEM)
