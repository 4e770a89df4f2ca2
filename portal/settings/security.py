"""One's own sign-in: second factor, password, devices; and what is asked of everybody."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts import selectors, services, sessions
from core.accounts.rules import MANAGE_ORGANIZATION
from portal.public.second_factor import me
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, signed_in
from tenants.kernel.errors import Refused

BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac", "Linux")


@signed_in
@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "POST"])
def security(request: HttpRequest) -> HttpResponse:
    """Sections, each saved by itself: password, sessions, policy."""
    if request.method == "GET":
        return _page(request, Form())
    sections = {"password": _password, "sessions": _sessions, "policy": _policy}
    section = sections.get(request.POST.get("section", ""))
    if section is None:
        raise Refused
    form = Form({"current": "", "password": ""})
    try:
        flash(request, section(request))
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    return redirect("settings:security")


def _password(request: HttpRequest) -> str:
    user = services.change_password(
        me(request), request.POST.get("current", ""), request.POST.get("password", ""), by=actor_of(request)
    )
    sessions.again(request, user)
    return _("Your password is changed. Everywhere else you are signed out.")


def _sessions(request: HttpRequest) -> str:
    sessions.end_others(request, me(request))
    return _("You are signed out everywhere else.")


def _policy(request: HttpRequest) -> str:
    by = actor_of(request)
    if not by.may(MANAGE_ORGANIZATION):
        raise Refused(permission=MANAGE_ORGANIZATION)
    is_required = request.POST.get("require_mfa") == "1"
    services.require_second_factor(is_required, by=by)
    if is_required:
        return _("Two-step sign-in is required from everybody.")
    return _("Two-step sign-in is up to each person.")


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    by, user = actor_of(request), me(request)
    factor = selectors.second_factor(user)
    here = request.session.get(sessions.PLACE)
    context: dict[str, Any] = {
        "mfa": {
            "on": factor.is_on,
            "required": factor.is_required,
            "since": factor.since,
            "codes_left": factor.codes_left,
            "deadline": factor.deadline,
        },
        "policy": {"require_mfa": selectors.mfa_required_at() is not None},
        "sessions": [
            {
                "device": device_name(row.name),
                "place": row.ip or "",
                "seen_at": row.used_at,
                "current": row.public_id == here,
            }
            for row in selectors.devices(by.ref)
        ],
        "form": form,
    }
    return page(request, "security", context, status)


def device_name(agent: str) -> str:
    """ "Firefox on Linux" from a browser's long name for itself."""
    browser = next((name for name in BROWSERS if re.search(rf"{name}\w*/", agent)), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    known = {"Edg": "Edge"}.get(browser, browser)
    if known and system:
        return _("%(browser)s on %(system)s") % {"browser": known, "system": system}
    return known or agent[:60] or _("A program")
