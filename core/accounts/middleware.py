"""Who acts in this request: `request.actor`, the signed-in user as services want it, or None.

A session counts only when its second factor was shown, if the person has one. A person who let
the grace for setting one up pass acts without permissions until it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.accounts import sessions
from tenants import context
from tenants.kernel.actor import Actor
from tenants.watching import bind_log

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_of(request)  # type: ignore[attr-defined]
        if request.actor is None:  # type: ignore[attr-defined]
            return self.get_response(request)
        with bind_log(actor=request.actor.ref):  # type: ignore[attr-defined]
            return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor | None:
    """No cookie costs no query, and leaves the answer free of `Vary: Cookie`."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not context.in_tenant():
        return None
    user = sessions.user_of(request)
    if user is None:
        return None
    return replace(user.actor, permissions=frozenset()) if sessions.must_enrol(request, user) else user.actor
