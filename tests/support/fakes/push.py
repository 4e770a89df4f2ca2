"""A push service and the browser behind it: takes what is signed for it, and opens what is sealed for the browser."""

from __future__ import annotations

import base64
import json
import os
from typing import Any
from urllib.parse import quote

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.support.fakes.server import AsgiServer, Call, Reply


class FakePush(AsgiServer):
    """`cards` is what the browser was shown; `status` what is answered. A forged signature gets 403."""

    status = 201

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self._key, self._secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def subscription(self, name: str = "browser") -> dict[str, str]:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "address": f"{self.url}/push/{quote(name)}",
            "point": _plain64(point),
            "secret": _plain64(self._secret),
        }

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [json.loads(self._opened(call)) for call in self.calls]

    def _opened(self, call: Call) -> bytes:
        opened: bytes = http_ece.decrypt(
            call.body, private_key=self._key, auth_secret=self._secret, version="aes128gcm"
        )
        return opened

    async def respond(self, call: Call) -> Reply:
        if not Vapid02.verify(call.headers["authorization"]):
            return Reply(403)
        token = call.headers["authorization"].partition("t=")[2].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return Reply(self.status if claims["aud"] == self.url else 403)


def _plain64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
