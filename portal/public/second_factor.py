"""Setting up the second factor: a QR code, one code to prove it, ten backup codes shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.accounts import selectors, services, sessions
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.qr import qr
from portal.ui.views import flash, show, signed_in
from tenants.kernel.errors import Refusal

if TYPE_CHECKING:
    from core.accounts.models import User

BEGUN = "enrolment"  # session key: [user id, secret, otpauth address] until it is confirmed
SETUP, CODES = "portal/public/auth/totp_setup.html", "portal/public/auth/backup_codes.html"


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def totp_setup(request: HttpRequest) -> HttpResponse:
    """/security/two-step/ – reloading shows the same code, so a scanned one stays good."""
    user = me(request)
    if user.has_second_factor:
        return redirect("settings:security")
    if request.method == "GET":
        return _setup(request, user, Form())
    form = Form({"code": ""})
    try:
        factor, codes = services.confirm_totp(user, request.POST.get("code", ""), by=user.actor)
    except SAID_IN_FORM as refusal:
        if refusal.code == "second_factor.not_begun":
            request.session.pop(BEGUN, None)
        return _setup(request, user, form.refused(refusal, {"__all__": "code"}), status_of(refusal))
    request.session.pop(BEGUN, None)
    sessions.again(request, selectors.myself(user.actor), factor)
    return show(request, CODES, {"codes": codes, "done_url": "/settings/security/"})


@signed_in
@never_cache
@require_POST
def totp_off(request: HttpRequest) -> HttpResponse:
    """/security/two-step/off/ – with a code of this minute: an open screen is not enough."""
    user = me(request)
    try:
        services.disable_totp(user, by=user.actor, code=request.POST.get("code", ""))
    except Refusal as refusal:
        flash(request, refusal.message, "error")
        return redirect("settings:security")
    sessions.again(request, selectors.myself(user.actor))
    flash(request, _("Two-step sign-in is off."))
    return redirect("settings:security")


@signed_in
@never_cache
@require_POST
def backup_codes(request: HttpRequest) -> HttpResponse:
    """/security/backup-codes/ – ten new ones for a code of this minute; the old ones are void."""
    user = me(request)
    try:
        codes = services.new_backup_codes(user, by=user.actor, code=request.POST.get("code", ""))
    except Refusal as refusal:
        flash(request, refusal.message, "error")
        return redirect("settings:security")
    return show(request, CODES, {"codes": codes, "done_url": "/settings/security/"})


def me(request: HttpRequest) -> User:
    return selectors.myself(request.actor)  # type: ignore[attr-defined]


def _setup(request: HttpRequest, user: User, form: Form, status: int = 200) -> HttpResponse:
    kept = request.session.get(BEGUN)
    if not kept or kept[0] != user.pk:
        begun = services.begin_totp(user, by=user.actor)
        kept = request.session[BEGUN] = [user.pk, begun.secret, begun.url]
    grouped = " ".join(kept[1][at : at + 4] for at in range(0, len(kept[1]), 4))
    required = selectors.second_factor(user).is_required
    context = {"qr_svg": qr(kept[2]), "secret": grouped, "required": required, "form": form}
    return show(request, SETUP, context, status)
