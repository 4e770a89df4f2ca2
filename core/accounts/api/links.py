"""/api/v1/auth/: the doors behind mailed links."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import services
from core.accounts.api import serializers, shapes
from core.doors.views import ANYONE, DeskView, gives, takes


class ForgotPassword(DeskView):
    authentication_classes = ()
    needs = {"post": ANYONE}

    @takes(serializers.ForgotIn)
    @gives(None, 202)
    def post(self, request: Request, data: Any) -> Response:
        """Mail a link to choose a new password, if somebody with this address works here."""
        services.request_password_reset(data.email)
        return Response(status=202)


class ResetPassword(DeskView):
    authentication_classes = ()
    needs = {"post": ANYONE}

    @takes(serializers.ResetIn)
    @gives(None, 204)
    def post(self, request: Request, data: Any) -> Response:
        """Choose a new password with the token of the mailed link. Ends every session."""
        services.reset_password(data.token, data.password)
        return self.done()


class AcceptInvitation(DeskView):
    authentication_classes = ()
    needs = {"post": ANYONE}
    keeps_answers = False

    @takes(serializers.AcceptIn)
    @gives(shapes.UserOut, 201)
    def post(self, request: Request, data: Any) -> Response:
        """Join with the token of the mailed invitation; then sign in."""
        user = services.accept_invitation(data.token, data.name, data.password)
        return self.show(user, 201, shapes.UserOut)
