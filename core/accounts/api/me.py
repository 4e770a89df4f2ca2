"""/api/v1/me/: oneself."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors, services, sessions
from core.accounts.api import serializers, shapes
from core.accounts.api.tokens import Claims
from core.accounts.rules import AVATAR_LIMIT
from core.accounts.services.avatars import set_avatar
from core.doors.views import SIGNED_IN, DeskView, DeskViewSet, gives, takes
from core.files.services import check_size


class Me(DeskView):
    """The signed-in colleague."""

    needs = {"get": SIGNED_IN, "patch": SIGNED_IN}
    shows = shapes.MeOut

    def get(self, request: Request) -> Response:
        """Profile, role and permissions."""
        return self.show(selectors.myself(self.me))

    @takes(serializers.ProfileIn)
    def patch(self, request: Request, data: Any) -> Response:
        """Change name, time zone, language, theme or signature."""
        user = selectors.myself(self.me)
        services.update_profile(user, by=self.me, seen=self.seen(request), **data.sent)
        return self.show(selectors.myself(self.me))


class MyAvatar(DeskView):
    """One's picture, in place of initials: PNG, JPEG, GIF or WebP up to 1 MB."""

    needs = {"put": SIGNED_IN, "delete": SIGNED_IN}
    shows = shapes.MeOut

    @takes(serializers.AvatarIn)
    def put(self, request: Request, data: Any) -> Response:
        """multipart/form-data with the file. What it is says its content, not its name."""
        file = data.file
        check_size(file.size or 0, file.name or "", AVATAR_LIMIT)
        set_avatar(selectors.myself(self.me), file.read(), file.name or "", by=self.me)
        return self.show(selectors.myself(self.me))

    def delete(self, request: Request) -> Response:
        """Initials again. Twice is once."""
        set_avatar(selectors.myself(self.me), b"", "", by=self.me)
        return self.done()


class MyPassword(DeskView):
    needs = {"post": SIGNED_IN}
    keeps_answers = False

    @takes(serializers.PasswordIn)
    @gives(None, 204)
    def post(self, request: Request, data: Any) -> Response:
        """Change one's password. Every other session and device ends."""
        user = services.change_password(selectors.myself(self.me), data.current, data.password, by=self.me)
        if not isinstance(request.auth, Claims):
            sessions.again(request._request, user)
        return self.done()


class MyActivity(DeskViewSet):
    """What I did, newest first."""

    needs = {"list": SIGNED_IN}
    shows = shapes.ActivityOut

    def get_queryset(self) -> Any:
        return selectors.activity(selectors.myself(self.me).pk)
