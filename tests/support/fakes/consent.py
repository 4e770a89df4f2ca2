"""A provider that lets applications in by consent (OAuth 2.0 with PKCE), strict as the real ones are.

with FakeConsent() as provider:
    code = provider.agree("ada@mail.example", challenge)
    ...
    provider.take_back("ada@mail.example")
"""

from __future__ import annotations

import base64
import hashlib
import itertools
from urllib.parse import parse_qsl

from tests.support.fakes.server import AsgiServer, Call, Reply

CLIENT, SECRET = "deskhand-app", "app secret"


class FakeConsent(AsgiServer):
    """`.life`: seconds of an access token; `.mood`: "fine", "broken" (500) or "gone" (invalid_grant)."""

    def __init__(self) -> None:
        super().__init__()
        self.life, self.mood = 3600, "fine"
        self.codes: dict[str, tuple[str, str]] = {}
        self.refresh: dict[str, str] = {}
        self.access: dict[str, str] = {}
        self.exchanged: list[str] = []
        self._next = itertools.count(1)

    def agree(self, email: str, challenge: str) -> str:
        """The owner clicks "allow": the code the browser carries back."""
        code = f"code-{next(self._next)}"
        self.codes[code] = (email, challenge)
        return code

    def take_back(self, email: str) -> None:
        """The owner ends it: no token of theirs works any more."""
        for held in (self.refresh, self.access):
            for token in [token for token, whose in held.items() if whose == email]:
                del held[token]

    async def respond(self, call: Call) -> Reply:
        if call.path == "/tokeninfo":
            whose = self.access.get(call.query.get("token", ""))
            return Reply.of({"email": whose, "active": "yes"}) if whose else Reply.of({"active": "no"}, 401)
        if self.mood == "broken":
            return Reply.of({}, 500)
        return self._exchange(dict(parse_qsl(call.body.decode())))

    def _exchange(self, given: dict[str, str]) -> Reply:
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET):
            return Reply.of({"error": "invalid_client"}, 401)
        self.exchanged.append(given["grant_type"])
        email = (
            self._by_code(given) if given["grant_type"] == "authorization_code" else self._by_refresh(given)
        )
        if email is None or self.mood == "gone":
            return Reply.of({"error": "invalid_grant"}, 400)
        access, refresh = f"access-{next(self._next)}", f"refresh-{next(self._next)}"
        self.access[access], self.refresh[refresh] = email, email
        return Reply.of(
            {
                "access_token": access,
                "refresh_token": refresh,
                "expires_in": self.life,
                "token_type": "Bearer",
            }
        )

    def _by_code(self, given: dict[str, str]) -> str | None:
        """A code works once, and only for whoever began."""
        email, challenge = self.codes.pop(given.get("code", ""), (None, ""))
        made = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        return email if made.decode().rstrip("=") == challenge else None

    def _by_refresh(self, given: dict[str, str]) -> str | None:
        """Each use replaces it."""
        return self.refresh.pop(given.get("refresh_token", ""), None)
