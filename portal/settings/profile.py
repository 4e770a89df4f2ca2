"""Oneself: name, picture, language, time zone, theme, and where the day begins."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.accounts import selectors, services
from core.accounts.rules import AVATAR_LIMIT, START_PAGES
from core.accounts.services.avatars import set_avatar
from core.files.services import check_size
from core.reports.rules import REPORTS
from portal.public.second_factor import me
from portal.public.signup import time_zones
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import LANGUAGES, flash, signed_in
from tenants.kernel.errors import Refused

FIELDS = ("name", "time_zone", "language", "theme", "start_page")
THEMES = [
    ("system", gettext_lazy("Like the system")),
    ("light", gettext_lazy("Light")),
    ("dark", gettext_lazy("Dark")),
]
STARTS = {
    "home": gettext_lazy("Home: what waits for you"),
    "inbox": gettext_lazy("The inbox"),
    "overview": gettext_lazy("The overview"),
    "activity": gettext_lazy("The activity"),
}


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """GET and POST /settings/profile/: section profile or picture, each saved by itself."""
    user, by = me(request), actor_of(request)
    form = Form({name: getattr(user, name) for name in FIELDS} | {"avatar": ""})
    form.data["start_page"] = form.data["start_page"] or START_PAGES[0]
    if request.method == "GET":
        return _page(request, form)
    sections = {"profile": _save, "picture": _picture}
    section = sections.get(request.POST.get("section", ""))
    if section is None:
        raise Refused
    if section is _save:
        form.data |= Form.of(request, *FIELDS).data
    try:
        section(request, user, by)
    except SAID_IN_FORM as refusal:
        place = {"__all__": "avatar"} if refusal.code.startswith("file.") else None
        return _page(request, form.refused(refusal, place), status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:profile")


def _save(request: HttpRequest, user: Any, by: Any) -> None:
    values: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in FIELDS}
    services.update_profile(user, by=by, **values)


def _picture(request: HttpRequest, user: Any, by: Any) -> None:
    """A new one; remove=1 takes it away. Without a file nothing changes."""
    file = request.FILES.get("avatar")
    if request.POST.get("remove"):
        set_avatar(user, b"", "", by=by)
    elif file is not None:
        check_size(file.size or 0, file.name or "", AVATAR_LIMIT)
        set_avatar(user, file.read(), file.name or "", by=by)


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    tenant = request.tenant  # type: ignore[attr-defined]
    offered = [name for name in START_PAGES if name != "overview" or actor_of(request).may(REPORTS)]
    context = {
        "form": form,
        "themes": [(value, str(words)) for value, words in THEMES],
        "starts": [(name, str(STARTS[name])) for name in offered],
        "time_zones": [("", _("The organization's: %(zone)s") % {"zone": tenant.time_zone}), *time_zones()],
        "languages": [("", _("The organization's")), *LANGUAGES],
        "email": selectors.myself(actor_of(request)).email,
    }
    return page(request, "profile", context, status)
