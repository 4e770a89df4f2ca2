"""/api/v1/auth/second-factor/: set up, renew and switch off codes at sign-in."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors, services, sessions
from core.accounts.api import serializers, shapes
from core.accounts.api.tokens import Claims
from core.doors.views import SIGNED_IN, DeskView, gives, takes


class SecondFactor(DeskView):
    """The second factor of oneself."""

    needs = {"get": SIGNED_IN, "post": SIGNED_IN}
    keeps_answers = False

    @gives(shapes.SecondFactorOut)
    def get(self, request: Request) -> Response:
        """Whether it is on, required, and how many backup codes are left."""
        state = selectors.second_factor(selectors.myself(self.me))
        return self.show(state, shows=shapes.SecondFactorOut)

    @gives(shapes.EnrolmentOut)
    def post(self, request: Request) -> Response:
        """Begin: a secret for the authenticator app."""
        enrolment = services.begin_totp(selectors.myself(self.me), by=self.me)
        return Response({"secret": enrolment.secret, "url": enrolment.url})


class Confirm(DeskView):
    needs = {"post": SIGNED_IN}
    keeps_answers = False

    @takes(serializers.CodeIn)
    @gives(shapes.CodesOut)
    def post(self, request: Request, data: Any) -> Response:
        """Switch it on with a code of the app. Answers ten backup codes."""
        user = selectors.myself(self.me)
        device, codes = services.confirm_totp(user, data.code, by=self.me)
        if not isinstance(request.auth, Claims):
            sessions.again(request._request, selectors.myself(self.me), device)
        return Response({"codes": codes})


class BackupCodes(DeskView):
    needs = {"post": SIGNED_IN}
    keeps_answers = False

    @takes(serializers.CodeIn)
    @gives(shapes.CodesOut)
    def post(self, request: Request, data: Any) -> Response:
        """Ten new backup codes for a valid code; the old ones are void."""
        user = selectors.myself(self.me)
        return Response({"codes": services.new_backup_codes(user, by=self.me, code=data.code)})


class Disable(DeskView):
    needs = {"post": SIGNED_IN}
    keeps_answers = False

    @takes(serializers.CodeIn)
    @gives(None, 204)
    def post(self, request: Request, data: Any) -> Response:
        """Switch it off with a valid code."""
        services.disable_totp(selectors.myself(self.me), by=self.me, code=data.code)
        if not isinstance(request.auth, Claims):
            sessions.again(request._request, selectors.myself(self.me))
        return self.done()
