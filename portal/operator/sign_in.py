"""The operator console's own door: password, enrolment at the first time, code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.operator import codes, sessions
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.qr import qr
from portal.ui.views import anyone, safe_next, show
from tenants.models import PlatformAdmin

NEXT, SECRET = "operator_next", "operator_secret"  # session keys, gone once signed in
PAGE, CODE = "portal/operator/sign_in.html", "portal/public/auth/totp.html"
SETUP = "portal/public/auth/totp_setup.html"


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        if sessions.current(request):
            return redirect("operator:organizations")
        request.session[NEXT] = request.GET.get("next", "")[:300]
        return show(request, PAGE, {"form": Form()})
    form = Form.of(request, "email")
    try:
        row = sessions.check_password(request, form["email"], request.POST.get("password", ""))
    except SAID_IN_FORM as refusal:
        return show(request, PAGE, {"form": form.refused(refusal)}, status_of(refusal))
    sessions.hold(request, row)
    return redirect("operator:totp" if row.totp_secret else "operator:enrol")


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def totp(request: HttpRequest) -> HttpResponse:
    row = sessions.held(request)
    if row is None or not row.totp_secret:
        return redirect("operator:sign_in")
    if request.method == "GET":
        return show(request, CODE, {"form": Form(), "operator": True})
    form = Form({"code": ""})
    try:
        row = codes.verify(row, request.POST.get("code", ""))
    except SAID_IN_FORM as refusal:
        said = form.refused(refusal, {"__all__": "code"})
        return show(request, CODE, {"form": said, "operator": True}, status_of(refusal))
    return _come_in(request, row)


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The first sign-in sets up the authenticator app; nobody comes in without one."""
    row = sessions.held(request)
    if row is None or row.totp_secret:
        return redirect("operator:sign_in")
    secret = request.session.get(SECRET) or codes.new_secret()
    request.session[SECRET] = secret
    form = Form({"code": ""})
    if request.method == "POST":
        try:
            return _come_in(request, codes.verify(row, request.POST.get("code", ""), secret))
        except SAID_IN_FORM as refusal:
            form.refused(refusal, {"__all__": "code"})
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"qr_svg": qr(codes.otpauth(row, secret)), "secret": grouped, "required": True, "form": form}
    return show(request, SETUP, context, 422 if form.errors else 200)


@anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    sessions.end(request)
    return redirect("operator:sign_in")


def _come_in(request: HttpRequest, row: PlatformAdmin) -> HttpResponse:
    path = safe_next(request, request.session.get(NEXT), reverse("operator:organizations"))
    sessions.begin(request, row)
    return HttpResponseRedirect(path)
