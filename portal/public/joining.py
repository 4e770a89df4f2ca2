"""Mailed links of colleagues: a forgotten password, an invitation, the founder's welcome.

GET shows what a link is for and changes nothing, so a mail scanner may look at it; POST uses it up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.accounts import selectors, services, sessions
from portal.public.sign_in import desk
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import anyone, flash, show
from tenants.secrets import BadLink

AUTH = "portal/public/auth/"
ASKED = "forgot_email"  # session key: whom "check your mail" speaks of


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """/password/forgot/ – says the same for every address."""
    if request.method == "GET":
        email = request.session.pop(ASKED, "") if "sent" in request.GET else ""
        return show(request, f"{AUTH}forgot.html", {"form": Form(), "sent": bool(email), "email": email})
    form = Form.of(request, "email")
    if not form.missing(_("Please fill this in."), "email"):
        try:
            services.request_password_reset(form["email"])
        except SAID_IN_FORM as refusal:
            form.refused(refusal)
            return show(request, f"{AUTH}forgot.html", {"form": form, "sent": False}, status_of(refusal))
        request.session[ASKED] = form["email"]
        return redirect(f"{request.path}?sent")
    return show(request, f"{AUTH}forgot.html", {"form": form, "sent": False}, 422)


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """/password/reset/<token>/ – a new password. Whoever has a second factor still shows it."""
    return _by_link(request, token, "reset.html", selectors.reset_by_token, _reset)


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """/invitation/<token>/ – name and password of a new colleague."""
    return _by_link(request, token, "invitation.html", selectors.invitation_by_token, _join)


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """/welcome/<token>/ – the founder's first password; the workspace is there already."""
    return _by_link(request, token, "welcome.html", services.welcomed, _welcome)


def _by_link(
    request: HttpRequest,
    token: str,
    template: str,
    look: Callable[[str], Any],
    use: Callable[[HttpRequest, str, Form], HttpResponse],
) -> HttpResponse:
    """A dead link is a page that says so. Weak passwords and limits are told in the form."""
    form = Form.of(request, "name") if request.method == "POST" else Form()
    form.data["password"] = ""
    try:
        found = look(token)
        if request.method == "POST":
            return use(request, token, form)
    except BadLink:
        return show(request, AUTH + template, {"valid": False, "form": None}, 410)
    except SAID_IN_FORM as refusal:
        form.refused(refusal)
        return show(request, AUTH + template, _context(found, token, form), status_of(refusal))
    return show(request, AUTH + template, _context(found, token, form))


def _context(found: Any, token: str, form: Form) -> dict[str, Any]:
    context: dict[str, Any] = {"valid": True, "token": token, "form": form}
    if hasattr(found, "invited_by"):
        form.data.setdefault("name", found.name)
        inviter = found.invited_by.name if found.invited_by else _("An administrator")
        context["invitation"] = {"by": inviter, "role": found.role.name, "email": found.email}
    elif hasattr(found, "email"):
        context["email"] = found.email
    return context


def _reset(request: HttpRequest, token: str, form: Form) -> HttpResponse:
    user = services.reset_password(token, request.POST.get("password", ""))
    if user.has_second_factor:
        flash(request, _("Your password is changed. Sign in with it."))
        return redirect("auth:sign_in")
    sessions.begin(request, user)
    return redirect(desk())


def _join(request: HttpRequest, token: str, form: Form) -> HttpResponse:
    user = services.accept_invitation(token, form["name"], request.POST.get("password", ""))
    sessions.begin(request, user)
    return redirect(desk())


def _welcome(request: HttpRequest, token: str, form: Form) -> HttpResponse:
    user = services.welcome(token, request.POST.get("password", ""))
    sessions.begin(request, user)
    return redirect(desk())
