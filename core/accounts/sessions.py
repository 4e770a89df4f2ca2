"""Browser sessions: begin after sign-in, end, and the step between password and code.

The only module that touches request.session for the desk. A session ends after 12 idle hours;
a Device row stands beside it, so that people see where they are signed in.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django_otp import login as remember_factor
from django_otp.middleware import OTPMiddleware

from core.accounts import selectors, services
from core.accounts.models import User
from core.accounts.rules import IDLE, STEP_LIFE
from tenants.kernel import clock
from tenants.kernel.actor import Actor
from tenants.kernel.text import one_line, storable

BACKEND = "core.accounts.backends.PasswordBackend"
SEEN, PLACE, HELD, ENROL = "seen", "place", "held", "must_enrol"
TOUCH = 600  # seconds; how exact "last seen" is, and how seldom a click writes the session


def begin(request: HttpRequest, user: User, factor: Any = None) -> None:
    """Signed in from here on. factor: the OTP device that verified the code, for people who have one."""
    request.user = user
    auth.login(request, user, backend=BACKEND)
    if factor is not None:
        remember_factor(request, factor)
    request.session.pop(HELD, None)
    request.session[SEEN] = clock.now().timestamp()
    request.session[ENROL] = selectors.second_factor(user).is_overdue
    request.session.set_expiry(int(IDLE.total_seconds()))
    request.session.save()
    agent = one_line(storable(request.headers.get("User-Agent", "")), 120)
    device = services.remember_browser(user, request.session.session_key or "", agent)
    request.session[PLACE] = device.public_id
    _remember(request, user)


def end(request: HttpRequest) -> None:
    """Sign this browser out. Without a session nothing happens."""
    user, place = user_of(request), request.session.get(PLACE)
    if user is not None:
        services.sign_out(user, place)
    auth.logout(request)
    _remember(request, None)


def end_others(request: HttpRequest, user: User) -> None:
    """Sign out everywhere else: every other browser and every API client."""
    user = services.end_everywhere(user, by=user.actor)
    again(request, user)


def again(request: HttpRequest, user: User, factor: Any = None) -> None:
    """Keep this browser signed in after its user's password or key changed, or a factor was set up."""
    begin(request, user, factor or getattr(request.user, "otp_device", None))


def user_of(request: HttpRequest) -> User | None:
    """The fully signed-in user of the session, asked once per request; None otherwise."""
    if not hasattr(request, "_desk_user"):
        request._desk_user = _load(request)  # type: ignore[attr-defined]
    found: User | None = request._desk_user  # type: ignore[attr-defined]
    return found


def actor_of_key(session_key: str) -> Actor | None:
    """Who acts under a session key, for sockets; None: nobody, or not signed in fully."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    request.user = auth.get_user(request)
    OTPMiddleware(lambda _: HttpResponse())(request)
    user = None if _is_idle(request) else _signed_in(request)  # a page that lies open is nobody's click
    return None if user is None or must_enrol(request, user) else user.actor


def must_enrol(request: HttpRequest, user: User) -> bool:
    """The grace for a second factor has passed: only setting it up is allowed."""
    return bool(request.session.get(ENROL)) and not user.has_second_factor


def hold(request: HttpRequest, user: User) -> None:
    """The password was right, the code is still to come: remember who for ten minutes."""
    request.session.cycle_key()
    request.session[HELD] = [user.pk, clock.now().timestamp(), user.get_session_auth_hash()]


def held(request: HttpRequest) -> User | None:
    """Who has shown the password in this browser and owes the code."""
    kept = request.session.get(HELD)
    if not kept or clock.now().timestamp() - kept[1] > STEP_LIFE.total_seconds():
        return None
    user = selectors.signed_in_user(kept[0])
    return user if user and user.get_session_auth_hash() == kept[2] else None


def _remember(request: HttpRequest, user: User | None) -> None:
    """For the rest of this request."""
    request._desk_user = user  # type: ignore[attr-defined]
    request.actor = user.actor if user else None  # type: ignore[attr-defined]


def _load(request: HttpRequest) -> User | None:
    user = _signed_in(request)
    if user is None:
        return None
    if _is_idle(request):
        auth.logout(request)
        return None
    _touch(request)
    return user


def _signed_in(request: HttpRequest) -> User | None:
    """With all factors they have."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return None
    if user.has_second_factor and getattr(user, "otp_device", None) is None:
        return None
    return user


def _is_idle(request: HttpRequest) -> bool:
    """By our clock. A fresh session made elsewhere (tests, commands) has no mark yet."""
    seen = request.session.get(SEEN)
    return seen is not None and clock.now().timestamp() - seen > IDLE.total_seconds()


def _touch(request: HttpRequest) -> None:
    """The person is there, as exactly as TOUCH."""
    seen, now = request.session.get(SEEN), clock.now()
    if seen is None or now.timestamp() - seen > TOUCH:
        request.session[SEEN] = now.timestamp()
        services.touch_browser(request.session.get(PLACE, ""))


def seen_at(request: HttpRequest) -> datetime | None:
    mark = request.session.get(SEEN)
    return datetime.fromtimestamp(mark, clock.now().tzinfo) if mark else None
