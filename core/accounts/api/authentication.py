"""Who calls the API: a browser's session or a Bearer token. Both set `request.actor`.

`principals` says how to load the one a token names. core.accounts adds users; an app above adds
its own kind in its AppConfig.ready:

    principals["contact"] = load_contact

The loader gets the id and the place where the token was given out, and returns an object with an
`.actor` while that place is signed in, or None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.authentication import SessionAuthentication as CookieAuthentication
from rest_framework.request import Request

from core.accounts import selectors, sessions
from core.accounts.api import tokens
from core.accounts.places import Place

Loader = Callable[[int, Place], Any]
principals: dict[str, Loader] = {"user": selectors.signed_in_user}


class SessionAuthentication(CookieAuthentication):
    """The desk's own pages: the session cookie, with a CSRF token for everything that writes.

    A call that brings a token is judged by the token alone.
    """

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        if bearer_of(request) is not None:
            return None
        user = session_principal(request._request)
        if user is None:
            return None
        self.enforce_csrf(request)
        return user, None


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`: an access token of this organization. Raises BadToken."""

    def authenticate(self, request: Request) -> tuple[Any, tokens.Claims] | None:
        if (bearer := bearer_of(request)) is None:
            return None
        claims = tokens.read(bearer)
        load = principals.get(claims.kind)
        found = load(claims.id, Place(claims.device, claims.holder)) if load else None
        if found is None:
            raise tokens.BadToken
        request._request.actor = found.actor  # type: ignore[attr-defined]
        return found, claims

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def session_principal(request: HttpRequest) -> Any:
    """The user of the session, when the middleware found an actor in it."""
    if getattr(request, "actor", None) is None:
        return None
    return sessions.user_of(request)


def bearer_of(request: Request) -> str | None:
    scheme, _, value = get_authorization_header(request).decode("latin-1").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def check_csrf(request: Request) -> None:
    """For doors that begin a session: nobody is signed in to somebody else's account by a foreign page."""
    CookieAuthentication().enforce_csrf(request)
