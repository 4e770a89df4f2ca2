"""Customers come in by a mailed link: ask, look into the mail, press the button.

GET of the link shows a button and uses nothing up, because mail programs look at links first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.contacts import middleware, selectors, services
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import anyone, safe_next, show
from tenants import limits, secrets
from tenants.http import address_of
from tenants.kernel import clock
from tenants.secrets import BadLink

if TYPE_CHECKING:
    from core.contacts.models import PortalLink

ASKED = "portal_email"  # session key: whom "check your mail" speaks of
PAGE, CONFIRM = "portal/customer/sign_in.html", "portal/customer/sign_in_confirm.html"


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Says the same for every address."""
    if request.method == "GET":
        path = request.GET.get("next", "")
        if request.contact:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request, path, reverse("customer:requests")))
        return show(request, PAGE, {"section": "sign_in", "form": Form(), "next": path})
    form = Form.of(request, "email", "next")
    try:
        limits.hit("auth", "portal", address_of(request))
        limits.hit("auth", "portal", form["email"].strip().lower())
        services.ask_portal_link(form["email"], safe_next(request, form["next"], ""))
    except SAID_IN_FORM as refusal:
        said = form.refused(refusal, {"__all__": "email"} if refusal.code == "contact.bad_email" else None)
        return show(request, PAGE, {"form": said, "next": form["next"]}, status_of(refusal))
    request.session[ASKED] = form["email"].strip()
    return redirect("customer:sent")


@anyone
@never_cache
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    email = request.session.get(ASKED)
    if not email:
        return redirect("customer:sign_in")
    return show(request, "portal/customer/sign_in_sent.html", {"section": "sign_in", "email": email})


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Only POST uses the link up, once."""
    try:
        link = usable(token)
        if request.method == "GET":
            return show(request, CONFIRM, {"valid": True, "email": link.email, "token": token})
        limits.hit("auth", "portal-link", address_of(request))
        contact, path = services.open_portal(token)
    except BadLink:
        return show(request, CONFIRM, {"valid": False}, 410)
    middleware.sign_in(request, contact, link.email)
    request.session.pop(ASKED, None)
    return HttpResponseRedirect(safe_next(request, path, reverse("customer:requests")))


@anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    middleware.sign_out(request)
    return redirect("customer:home")


def usable(token: str) -> PortalLink:
    """The link behind the token, untouched; its row may know a shorter life.

    BadLink when it is used, old, forged or another tenant's.
    """
    pk, nonce = secrets.unsign("portal-link", token, services.TICKET_LINK_LIFE)
    link = selectors.portal_link(pk)
    if link is None or link.token_hash != nonce or link.used_at or link.expires_at <= clock.now():
        raise BadLink
    if link.contact.is_blocked:
        raise BadLink
    return link
