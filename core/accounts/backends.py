"""How Django finds the user of a session: active, with the role in the same query."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from core.accounts import selectors, services
from core.accounts.models import User
from tenants.kernel.errors import TooMany, Unauthenticated


class PasswordBackend(BaseBackend):
    """Sign-in itself is services.sign_in; this is the same for code that only knows Django."""

    def authenticate(
        self, request: HttpRequest | None, email: str | None = None, password: str | None = None, **other: Any
    ) -> User | None:
        try:
            return services.check_password(email or "", password or "")
        except (Unauthenticated, TooMany):
            return None

    def get_user(self, user_id: int) -> User | None:
        return selectors.signed_in_user(user_id)
