"""Colleagues come in and go: password, then code or backup code. At a tenant's own host.

A wrong password, an unknown address and a locked account are told in the same words; a limit that
is reached says how long to wait. What was typed stays, except the password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts import selectors, services, sessions
from core.accounts.rules import START_PAGES
from core.reports.rules import REPORTS
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import anyone, flash, safe_next, show

if TYPE_CHECKING:
    from core.accounts.models import User

NEXT = "sign_in_next"  # session key: where to go on after the code


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """/login/ – who is signed in already goes on at once."""
    if request.method == "GET":
        if request.actor:  # type: ignore[attr-defined]
            return HttpResponseRedirect(_onward(request, request.GET.get("next"), sessions.user_of(request)))
        return _page(request, Form(), request.GET.get("next", ""))
    form = Form.of(request, "email", "next")
    try:
        user = services.check_password(form["email"], request.POST.get("password", ""))
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), form["next"], status_of(refusal))
    if user.has_second_factor:
        sessions.hold(request, user)
        request.session[NEXT] = form["next"]
        return redirect("auth:totp")
    return _come_in(request, user, form["next"])


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def totp(request: HttpRequest) -> HttpResponse:
    """/login/code/ – the six digits."""
    return _second_step(request, "portal/public/auth/totp.html")


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def backup(request: HttpRequest) -> HttpResponse:
    """/login/backup/ – one of the ten codes."""
    return _second_step(request, "portal/public/auth/backup.html")


@anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.end(request)
    return redirect("auth:sign_in")


def _second_step(request: HttpRequest, template: str) -> HttpResponse:
    """Only for a browser in which the password was shown within ten minutes."""
    user = sessions.held(request)
    if user is None:
        return redirect("auth:sign_in")
    if request.method == "GET":
        return show(request, template, {"form": Form(), "operator": False})
    form = Form({"code": ""})
    try:
        factor = services.verify_second_factor(user, request.POST.get("code", ""))
    except SAID_IN_FORM as refusal:
        said = form.refused(refusal, {"__all__": "code"})
        return show(request, template, {"form": said, "operator": False}, status_of(refusal))
    return _come_in(request, user, request.session.pop(NEXT, ""), factor)


def _come_in(request: HttpRequest, user: User, path: str, factor: object = None) -> HttpResponse:
    sessions.begin(request, user, factor)
    if sessions.must_enrol(request, user):
        return redirect("auth:totp_setup")
    if selectors.second_factor(user).must_enrol:
        flash(request, _("Please set up two-step sign-in: Settings, Security."), "warning")
    return HttpResponseRedirect(_onward(request, path, user))


def _onward(request: HttpRequest, path: str | None, user: User | None) -> str:
    return safe_next(request, path, desk(user))


def desk(user: User | None = None) -> str:
    """Where colleagues begin their day: as they chose, else at home."""
    page = (user.start_page if user else "") or START_PAGES[0]
    if page == "overview" and user and not user.actor.may(REPORTS):
        page = START_PAGES[0]  # the role has changed since
    try:
        return reverse(f"agent:{page}")
    except NoReverseMatch:
        return reverse("settings:home")


def _page(request: HttpRequest, form: Form, path: str, status: int = 200) -> HttpResponse:
    response = show(request, "portal/public/auth/sign_in.html", {"form": form, "next": path}, status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response
