"""/api/v1/me/browsers/: where cards of the system are shown."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors as accounts
from core.doors.shapes import Shape
from core.doors.taking import Given, gives, takes
from core.doors.views import DeskView
from core.notifications import selectors, services
from core.notifications.api.serializers import BrowserIn
from core.notifications.push import keys
from core.notifications.rules import VIEW


class BrowserOut(Shape):
    """said: why it took nothing the last time. Its address and keys are not shown."""

    id: str
    name: str
    since: str
    told_at: str | None
    said: str

    @staticmethod
    def dump(row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in ("id", "name", "since", "said")} | {
            "told_at": row["told_at"] or None
        }


class MyBrowsersOut(Shape):
    """key: what `PushManager.subscribe` takes as applicationServerKey."""

    key: str
    browsers: list[dict]

    @staticmethod
    def dump(rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {"key": keys.public(), "browsers": [BrowserOut.dump(row) for row in rows]}


class MyBrowsers(DeskView):
    """Browsers you are called in."""

    needs = {"get": VIEW, "post": VIEW}
    shows = BrowserOut

    @gives(MyBrowsersOut)
    def get(self, request: Request) -> Response:
        rows = selectors.preference(accounts.myself(self.me)).browsers
        return self.show(rows, shows=MyBrowsersOut)

    @takes(BrowserIn)
    @gives(BrowserOut, 201)
    def post(self, request: Request, data: Given) -> Response:
        """Takes what `PushSubscription.toJSON()` gives. Once more is once."""
        made = services.add_browser(
            accounts.myself(self.me),
            address=data.endpoint,
            point=data.keys["p256dh"],
            secret=data.keys["auth"],
            name=data.name,
            by=self.me,
        )
        return self.show(made, 201)


class MyBrowser(DeskView):
    """One of them."""

    needs = {"delete": VIEW}

    @gives(None, 204)
    def delete(self, request: Request, key: str) -> Response:
        services.remove_browser(accounts.myself(self.me), key, by=self.me)
        return self.done()


class MyBrowserTrial(DeskView):
    """Does it work there?"""

    needs = {"post": VIEW}

    @gives(None, 202)
    def post(self, request: Request, key: str) -> Response:
        """A card to look at, in a moment."""
        services.try_browser(accounts.myself(self.me), key)
        return Response(status=202)
