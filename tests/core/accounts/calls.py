"""Calls to the API as a program or a browser makes them."""

from __future__ import annotations

import json
from typing import Any

from tests.support.clients import SiteClient
from tests.support.people import PASSWORD

API = "/api/v1"


class Caller(SiteClient):
    """JSON in and out. `token` goes along as Bearer."""

    token = ""

    def call(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.generic(
            method, f"{API}{path}", _json(data), content_type="application/json", headers=sent
        )

    def enter(self, user: Any, password: str = PASSWORD, **more: str) -> Any:
        """Sign this caller in by tokens; the answer."""
        answer = self.call(
            "POST", "/auth/token/", {"email": user.email, "password": password, "device": "laptop", **more}
        )
        if answer.status_code == 200:
            self.token = answer.json()["access"]
        return answer


def _json(data: Any) -> str:
    return "" if data is None else json.dumps(data)


def code(answer: Any) -> tuple[int, str]:
    """(status, problem code)."""
    return answer.status_code, answer.json()["code"]
