"""Signing up, on the platform's own host: ask, look into the mail, confirm, watch, enter.

The mailed token is the only key from then on: whoever holds it sees the progress and is handed
over to the new workspace. GET never confirms, so mail scanners start nothing.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import LANGUAGES, anyone, choices, fragment, is_htmx, show
from tenants import selectors, services
from tenants.http import address_of
from tenants.kernel import clock
from tenants.kernel.errors import Conflict, Refusal
from tenants.models import Signup
from tenants.provisioning.selectors import progress

PUBLIC = "portal/public/"
ASKED = "signup"  # session key: public id of the signup that "check your mail" speaks of
NAMES = {"person": "name", "slug": "subdomain"}  # the service's fields as the form calls them
FIELDS = ("company", "subdomain", "name", "email", "time_zone", "language")


@anyone
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    return show(request, f"{PUBLIC}landing.html")


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _form(request, Form({"language": settings.LANGUAGE_CODE}))
    form = Form.of(request, *FIELDS)
    try:
        asked = services.ask(
            company=form["company"],
            person=form["name"],
            email=form["email"],
            slug=form["subdomain"],
            time_zone=form["time_zone"],
            language=form["language"],
            ip=address_of(request),
        )
    except SAID_IN_FORM as refusal:
        return _form(request, form.refused(refusal, NAMES | _place(refusal)), status_of(refusal))
    request.session[ASKED] = asked.public_id
    return redirect("public:sent")


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """Check your mail; POST sends the link once more."""
    public_id = request.session.get(ASKED)
    if not public_id:
        return redirect("public:signup")
    asked, form = selectors.signup_by_id(public_id), Form()
    if request.method == "POST":
        try:
            services.resend(public_id, ip=address_of(request))
            return redirect("public:sent")
        except SAID_IN_FORM as refusal:
            form.refused(refusal)
    context = {"email": asked.email, "form": form, "trouble": asked.reason}
    return show(request, f"{PUBLIC}signup_sent.html", context, 429 if form.errors else 200)


@anyone
@require_GET
def subdomain(request: HttpRequest) -> HttpResponse:
    """Whether the address can be had, while it is typed."""
    wanted = request.GET.get("subdomain", "").strip().lower()[:60]
    company = request.GET.get("company", "").strip()[:120]
    wanted = wanted or (selectors.propose_slug(company) if company else "")
    return fragment(request, f"{PUBLIC}_subdomain.html", {"check": checked(wanted) if wanted else None})


@anyone
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link. An address that was taken in the meantime can be changed here."""
    try:
        asked = selectors.signup_by_token(token)
    except selectors.NoSuchSignup:
        return show(request, f"{PUBLIC}signup_confirm.html", {"valid": False}, 410)
    if asked.state != Signup.State.ASKED:
        return redirect("public:preparing", token)
    form = Form({"subdomain": asked.slug})
    if request.method == "POST":
        form.data["subdomain"] = request.POST.get("subdomain", asked.slug)[:60]
        try:
            services.confirm(token, slug=form["subdomain"])
            return redirect("public:preparing", token)
        except SAID_IN_FORM as refusal:
            form.refused(refusal, NAMES | _place(refusal))
    context = _confirmable(asked, token, form)
    return show(request, f"{PUBLIC}signup_confirm.html", context, 422 if form.errors else 200)


@anyone
@never_cache
@require_GET
def preparing(request: HttpRequest, token: str) -> HttpResponse:
    """How far the workspace is; asked twice a second by the page, each three seconds without script."""
    asked = selectors.signup_by_token(token)
    if asked.state == Signup.State.ASKED:
        return redirect("public:confirm", token)
    context = {"progress": _told(request, asked, token), "request_id": request.request_id}  # type: ignore[attr-defined]
    if is_htmx(request):
        return fragment(request, f"{PUBLIC}_progress.html", context)
    return show(request, f"{PUBLIC}preparing.html", context)


def checked(slug: str) -> dict[str, Any]:
    """{"ok", "address"} or {"ok", "reason", "proposal"}."""
    try:
        selectors.check_slug(slug)
    except Refusal as refusal:
        return {"ok": False, "reason": refusal.message, "proposal": refusal.data.get("proposal", "")}
    return {"ok": True, "address": f"{slug}.{settings.PLATFORM_DOMAIN}"}


def _form(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "time_zones": time_zones(),
        "languages": LANGUAGES,
        "base_domain": settings.PLATFORM_DOMAIN,
        "check": None,
    }
    return show(request, f"{PUBLIC}signup.html", context, status)


def _place(refusal: Refusal) -> dict[str, str]:
    """Refusals about the address belong beside it; all others above the form."""
    return {"__all__": "subdomain"} if refusal.code.startswith("signup.slug") else {}


def _confirmable(asked: Signup, token: str, form: Form) -> dict[str, Any]:
    return {
        "valid": asked.expires_at > clock.now(),
        "email": asked.email,
        "company": asked.company,
        "address": f"{asked.slug}.{settings.PLATFORM_DOMAIN}",
        "base_domain": settings.PLATFORM_DOMAIN,
        "token": token,
        "form": form,
    }


def _told(request: HttpRequest, asked: Signup, token: str) -> dict[str, Any]:
    now = progress(asked)
    state = "ready" if now.state == Signup.State.READY else "failed" if now.is_final else "running"
    return {
        "state": state,
        "address": f"{asked.slug}.{settings.PLATFORM_DOMAIN}",
        "steps": _steps(now.percent),
        "percent": now.percent,
        "done": sum(now.percent >= to for _name, to in STEPS),
        "reason": now.reason,
        "poll_url": request.path,
        "enter_url": _enter(token) if state == "ready" else "",
    }


STEPS = (
    ("Address reserved", 10),
    ("Your data's own space", 70),
    ("Queues, categories and templates", 98),
    ("Your account", 100),
)


def _steps(percent: int) -> list[dict[str, str]]:
    """done up to where the bar is, then one that is being worked on, then the later ones."""
    done = sum(percent >= to for _name, to in STEPS)
    states = ["done" if at < done else "now" if at == done else "later" for at in range(len(STEPS))]
    return [{"name": _(name), "state": state} for (name, _to), state in zip(STEPS, states, strict=True)]


def _enter(token: str) -> str:
    try:
        return services.hand_over(token)
    except Conflict:
        return ""


@cache
def time_zones() -> list[tuple[str, str]]:
    """Zones people know by name: continent/city, and UTC."""
    named = (
        zone
        for zone in zoneinfo.available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))
    )
    return choices((zone, zone.replace("_", " ")) for zone in ["UTC", *sorted(named)])
