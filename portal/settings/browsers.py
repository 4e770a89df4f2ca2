"""One's own browsers that show cards of the system: a section of the page of notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.accounts import selectors as accounts
from core.notifications import selectors, services
from core.notifications.push import keys
from core.notifications.rules import VIEW
from portal.settings.frame import actor_of
from portal.ui.views import fragment, needs
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.notifications.models import Preference


def section(wants: Preference, said: str = "", mine: str = "") -> dict[str, Any]:
    """mine: id of the browser that asks, where it was just added."""
    rows = [
        row | {"since": parse_datetime(row["since"]), "told_at": parse_datetime(row["told_at"])}
        for row in reversed(wants.browsers)
    ]
    return {"browsers": rows, "push_key": keys.public(), "browser_said": said, "mine": mine}


@needs(VIEW)
@require_POST
def browsers(request: HttpRequest) -> HttpResponse:
    """POST endpoint, p256dh, auth, name: the browser that asks has subscribed; instead: its id before."""
    me, by = accounts.myself(actor_of(request)), actor_of(request)
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "name")}
    if not given["endpoint"]:
        raise Invalid(fields={"endpoint": [_("Your browser gave no address.")]})
    made = services.add_browser(
        me,
        address=given["endpoint"],
        point=given["p256dh"],
        secret=given["auth"],
        name=given["name"],
        by=by,
        instead=request.POST.get("instead", "")[:100],
    )
    return _shown(
        request,
        section(selectors.preference(me), _("Cards of your system are on in this browser."), made["id"]),
    )


@needs(VIEW)
@require_POST
def browser(request: HttpRequest, key: str) -> HttpResponse:
    """POST action=test|remove."""
    me, by = accounts.myself(actor_of(request)), actor_of(request)
    if request.POST.get("action") == "test":
        services.try_browser(me, key)
        said = _("A card is on its way. None comes? Look at the notifications in your system's settings.")
        return _shown(request, section(selectors.preference(me), said))
    services.remove_browser(me, key, by=by)
    return _shown(request, section(selectors.preference(me), _("It shows no cards any more.")))


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return fragment(request, "portal/settings/_browsers.html", context)
