"""/api/v1/auth/: sign in and out, by session for browsers and by tokens for programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.middleware.csrf import get_token
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors, services, sessions
from core.accounts.api import serializers, shapes, tokens
from core.accounts.api.authentication import check_csrf, principals
from core.accounts.places import Place
from core.doors.views import ANYONE, SIGNED_IN, DeskView, gives, takes
from tenants.kernel.actor import parse_ref
from tenants.kernel.errors import NotFound, Refused


class MustEnrol(Refused):
    """The grace for setting up a second factor is over: sign in to the desk and do it there."""

    code = "auth.must_enrol"
    sentence = "Set up two-step sign-in in the desk first."


class Session(DeskView):
    """The browser's session."""

    needs = {"get": ANYONE, "post": ANYONE, "delete": SIGNED_IN}
    keeps_answers = False

    @gives(shapes.SessionOut)
    def get(self, request: Request) -> Response:
        """Who is signed in here; also hands out the CSRF token."""
        return Response(self._told(request))

    @takes(serializers.SignInIn)
    @gives(shapes.SessionOut)
    def post(self, request: Request, data: Any) -> Response:
        """Sign in. 401 with `auth.code_needed` asks for the second factor: send the same with `code`."""
        check_csrf(request)
        signed_in = services.sign_in(data.email, data.password, data.code)
        sessions.begin(request._request, signed_in.user, signed_in.factor)
        return Response(self._told(request))

    def delete(self, request: Request) -> Response:
        """Sign out."""
        sessions.end(request._request)
        return self.done()

    def _told(self, request: Request) -> dict[str, Any]:
        actor = getattr(request._request, "actor", None)
        user = shapes.MeOut.dump(selectors.myself(actor)) if actor and actor.kind == "user" else None
        return {"user": user, "csrf_token": get_token(request._request)}


class Token(DeskView):
    """Tokens for programs: a short access token and a refresh token bound to a device."""

    authentication_classes = ()  # an old access token in the header must not stand in the way
    needs = {"post": ANYONE}
    keeps_answers = False

    @takes(serializers.ProgramSignInIn)
    @gives(shapes.TokensOut)
    def post(self, request: Request, data: Any) -> Response:
        """Sign a program in. The refresh token works once; its reuse ends the device."""
        user = services.sign_in(data.email, data.password, data.code).user
        if selectors.second_factor(user).is_overdue:
            raise MustEnrol
        device, refresh = services.open_device(user.actor, data.device or "")
        return Response(tokens_for(user, device.public_id, refresh))


class Refresh(DeskView):
    """The next pair of tokens."""

    authentication_classes = ()  # an old access token in the header must not stand in the way
    needs = {"post": ANYONE}
    keeps_answers = False

    @takes(serializers.RefreshIn)
    @gives(shapes.TokensOut)
    def post(self, request: Request, data: Any) -> Response:
        """Exchange the refresh token for a new pair."""
        device, refresh = services.refresh_device(data.refresh)
        kind, pk = parse_ref(device.holder)
        load = principals.get(kind)
        holder = load(pk or 0, Place(device.public_id, device.holder)) if load else None
        if holder is None:
            raise tokens.BadToken
        return Response(tokens_for(holder, device.public_id, refresh))


class Logout(DeskView):
    """Sign a program out."""

    needs = {"post": SIGNED_IN}

    def post(self, request: Request) -> Response:
        """End the device of the access token; in a browser, the session."""
        if isinstance(request.auth, tokens.Claims):
            device = selectors.devices(request.auth.holder).filter(public_id=request.auth.device).first()
            if device is not None:
                services.end_device(device, by=self.me)
        else:
            sessions.end(request._request)
        return self.done()


class Devices(DeskView):
    """Where one is signed in."""

    needs = {"get": SIGNED_IN}
    shows = shapes.DeviceOut

    @gives(shapes.DeviceOut, many=True)
    def get(self, request: Request) -> Response:
        """Browsers and programs that are signed in as oneself, last used first."""
        return self.show_all(selectors.devices(self.me.ref))


class DeviceDetail(DeskView):
    needs = {"delete": SIGNED_IN}

    def delete(self, request: Request, device_id: str) -> Response:
        """Sign this place out at once."""
        device = selectors.devices(self.me.ref).filter(public_id=device_id).first()
        if device is None:
            raise NotFound
        services.end_device(device, by=self.me)
        return self.done()


def tokens_for(holder: Any, device: str, refresh: str) -> dict[str, Any]:
    """The answer of every door that signs a program in. holder: User or Contact."""
    actor = holder.actor
    role = holder.role.key if actor.kind == "user" else "customer"
    return {
        "access": tokens.mint(actor.kind, actor.id, device, email=holder.email, role=role),
        "refresh": refresh,
        "token_type": "Bearer",
        "expires_in": int(settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
    }
