"""How a provider finds and proves itself at a hook."""

from __future__ import annotations

import base64
from typing import Any

from core.mail.hooks.providers import values_of


def path(hook: Any) -> str:
    return f"/hooks/mail/{hook.provider}/{hook.public_id}/"


def basic(hook: Any, password: str | None = None) -> dict[str, str]:
    user = password or values_of(hook)["password"]
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(user.encode()).decode()}
