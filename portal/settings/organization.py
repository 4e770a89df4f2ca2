"""Name, region and brand of the organization; the colour is checked for contrast while it is chosen."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.files.services import check_size, keep_picture
from portal.public.signup import time_zones
from portal.settings.frame import actor_of, page
from portal.ui import brand
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.settings_pages import allowed
from portal.ui.views import LANGUAGES, flash, fragment, needs, signed_in
from tenants import services, switches
from tenants.kernel.errors import Invalid
from tenants.models import Tenant

LOGO_LIMIT = 2**20  # bytes
PARTS = {
    switches.WORK: (
        gettext_lazy("Tasks and projects"),
        gettext_lazy("Work of colleagues beside tickets, with a board, milestones and a timeline."),
    ),
    switches.TIME: (
        gettext_lazy("Time tracking"),
        gettext_lazy("A timer, hours on tickets and tasks, and everybody’s week."),
    ),
    switches.SUMMARIES: (
        gettext_lazy("Daily summaries"),
        gettext_lazy("At the end of the day people say what they did; whoever leads them reads it."),
    ),
    switches.NOTICE_MAILS: (
        gettext_lazy("Mails of notifications"),
        gettext_lazy("Colleagues get mail of what they have not read here. Off: the bell alone tells them."),
    ),
}
PROFILE, BRAND = ("name", "time_zone", "language"), ("brand_color",)


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page this person may open; everybody has their own security."""
    return redirect(f"settings:{next(iter(allowed(actor_of(request))), 'security')}")


@needs("organization.manage")
@require_http_methods(["GET", "POST"])
def organization(request: HttpRequest) -> HttpResponse:
    """Three sections, each saved by itself: profile, brand, and the parts of the desk that are used."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    form = _as_it_is(tenant)
    if request.method == "GET":
        return _page(request, form)
    if request.POST.get("section") == "parts":
        turned = {key: key in request.POST.getlist("on") for key in switches.DEFAULTS}
        services.change_profile(tenant, by=actor_of(request), on=turned)
        return _saved(request)
    names = BRAND if request.POST.get("section") == "brand" else PROFILE
    form.data |= Form.of(request, *names).data | {"logo": ""}
    try:
        values: dict[str, Any] = {name: form[name].strip() for name in names} | _logo(request)
        services.change_profile(tenant, by=actor_of(request), **values)
    except SAID_IN_FORM as refusal:
        place = {"__all__": "logo"} if refusal.code.startswith("file.") else None
        return _page(request, form.refused(refusal, place), status_of(refusal))
    return _saved(request)


def _saved(request: HttpRequest) -> HttpResponse:
    flash(request, _("Saved."))
    return redirect("settings:organization")


@needs("organization.manage")
@require_GET
def brand_preview(request: HttpRequest) -> HttpResponse:
    """How a colour will look, before it is saved."""
    color = _color(request.GET.get("brand_color", ""))
    context = {"brand": asdict(brand.palette(color)), "preview_css_url": _preview_url(color)}
    return fragment(request, "portal/settings/_brand.html", context)


@needs("organization.manage")
@require_GET
def brand_preview_css(request: HttpRequest, color: str) -> HttpResponse:
    """The stylesheet of a colour that is being tried."""
    return HttpResponse(brand.css(_color(f"#{color}")), content_type="text/css")


def _logo(request: HttpRequest) -> dict[str, str]:
    """A new logo, or none: the old one stays."""
    file = request.FILES.get("logo")
    if file is None:
        return {}
    check_size(file.size or 0, file.name or "", LOGO_LIMIT)
    return {"logo": keep_picture(file.read(), file.name or "", folder="brand", limit=LOGO_LIMIT)}


def _as_it_is(tenant: Tenant) -> Form:
    names = (*PROFILE, *BRAND)
    return Form({name: getattr(tenant, name) for name in names} | {"logo": ""})


def closing_refused(request: HttpRequest, form: Form, status: int) -> HttpResponse:
    """The page again, with what was wrong about closing it."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    return _page(request, _as_it_is(tenant), status, close_form=form)


def _page(
    request: HttpRequest, form: Form, status: int = 200, close_form: Form | None = None
) -> HttpResponse:
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "form": form,
        "close_form": close_form or Form(),
        "brand": asdict(brand.palette(tenant.brand_color)),
        "time_zones": time_zones(),
        "languages": LANGUAGES,
        "preview_css_url": None,
        "parts": parts(switches.states(tenant)),
    }
    return page(request, "organization", context, status)


def parts(states: dict[str, bool]) -> list[dict[str, Any]]:
    """The switches as the page shows them."""
    return [
        {"key": key, "on": on, "name": PARTS[key][0], "help": PARTS[key][1]} for key, on in states.items()
    ]


def _color(text: str) -> str:
    try:
        return brand.palette(text.strip()).given
    except ValueError:
        raise Invalid(_("A brand colour looks like #0099FF.")) from None


def _preview_url(color: str) -> str:
    return reverse("settings:brand_preview_css", args=[color.removeprefix("#")])
