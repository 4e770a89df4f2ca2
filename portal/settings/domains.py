"""Domains of the organization's own: the list, the records to set, what each looks like. For owners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.accounts.rules import MANAGE_DOMAINS
from core.files.services import check_size, keep_picture
from portal.settings.frame import actor_of, page
from portal.settings.organization import LOGO_LIMIT
from portal.ui import brand
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.surroundings import mark_of
from portal.ui.views import flash, fragment, needs
from tenants.domains import entries, selectors, services
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, NotFound
from tenants.models import DomainClaim, Tenant

BRAND = {"brand_name": "name", "brand_color": "color"}  # field of the form -> of the service
Act = Callable[[Tenant, DomainClaim | None, HttpRequest, Actor], str]


@needs(MANAGE_DOMAINS)
@require_http_methods(["GET", "POST"])
def domains(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more."""
    form = Form.of(request, "host")
    if request.method == "GET":
        return _list(request, form)
    try:
        row = services.add(_tenant(request), form["host"], by=actor_of(request))
    except SAID_IN_FORM as refusal:
        return _list(request, form.refused(refusal, {"__all__": "host"}), status_of(refusal))
    return redirect("settings:domain", row.public_id)


@needs(MANAGE_DOMAINS)
@require_http_methods(["GET", "POST"])
def domain(request: HttpRequest, public_id: str) -> HttpResponse:
    """One domain: its records, and its verbs by `action`."""
    claim = None if public_id == entries.PLATFORM else selectors.claim(_tenant(request), public_id)
    if request.method == "GET":
        return _one(request, _known(claim), Form())
    form = Form(Form.of(request, *BRAND, "typed").data | {"logo": ""})
    act = ACTS.get(request.POST.get("action", ""))
    if act is None:
        raise NotFound
    try:
        said = act(_tenant(request), claim, request, actor_of(request))
    except SAID_IN_FORM as refusal:
        if claim is None:
            flash(request, refusal.message, "error")
            return redirect("settings:domains")
        place = {"__all__": "logo"} if refusal.code.startswith("file.") else {"color": "brand_color"}
        return _one(request, claim, form.refused(refusal, place), status_of(refusal))
    if said:
        flash(request, said)
    if claim is None or act is _remove:
        return redirect("settings:domains")
    return redirect("settings:domain", public_id)


@needs(MANAGE_DOMAINS)
@require_GET
def state(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of a domain's page that changes while DNS is asked."""
    claim = selectors.claim(_tenant(request), public_id)
    return fragment(request, "portal/settings/_domain_state.html", {"item": _shown(entries.entry(claim))})


def _check(tenant: Tenant, claim: DomainClaim | None, request: HttpRequest, by: Actor) -> str:
    services.ask_look(_known(claim), by=by)
    return ""


def _primary(tenant: Tenant, claim: DomainClaim | None, request: HttpRequest, by: Actor) -> str:
    row = services.make_primary(tenant, claim, by=by)
    return _("Links in mails and pages name %(host)s from now on.") % {"host": row.domain}


def _redirect_on(tenant: Tenant, claim: DomainClaim | None, request: HttpRequest, by: Actor) -> str:
    services.set_redirect(tenant, claim, True, by=by)
    return _("Visitors are sent on to the primary domain.")


def _redirect_off(tenant: Tenant, claim: DomainClaim | None, request: HttpRequest, by: Actor) -> str:
    services.set_redirect(tenant, claim, False, by=by)
    return _("Visitors stay at this address.")


def _brand(tenant: Tenant, claim: DomainClaim | None, request: HttpRequest, by: Actor) -> str:
    row = _known(claim)
    values = {ours: request.POST.get(field, "").strip() for field, ours in BRAND.items()}
    if request.POST.get("own_color") != "1":  # the field always holds the colour that is shown
        values["color"] = ""
    if request.POST.get("no_logo") == "1":
        values["logo"] = ""
    elif (file := request.FILES.get("logo")) is not None:
        check_size(file.size or 0, file.name or "", LOGO_LIMIT)
        values["logo"] = keep_picture(file.read(), file.name or "", folder="brand", limit=LOGO_LIMIT)
    services.brand(row, by=by, **values)
    return _("Saved.")


def _remove(tenant: Tenant, claim: DomainClaim | None, request: HttpRequest, by: Actor) -> str:
    row = _known(claim)
    if request.POST.get("typed", "").strip().lower() != row.host:
        raise Invalid(fields={"typed": [_("Type %(word)s exactly.") % {"word": row.host}]})
    services.remove(row, by=by)
    return _("%(host)s is removed.") % {"host": row.host}


ACTS: dict[str, Act] = {
    "check": _check,
    "primary": _primary,
    "redirect": _redirect_on,
    "stay": _redirect_off,
    "brand": _brand,
    "remove": _remove,
}


def _known(claim: DomainClaim | None) -> DomainClaim:
    """Our own address has no records, no brand and no end."""
    if claim is None:
        raise NotFound
    return claim


def _list(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    rows = [_shown(row) for row in entries.entries(_tenant(request))]
    return page(request, "domains", {"ours": rows[0], "domains": rows[1:], "form": form}, status)


def _one(request: HttpRequest, claim: DomainClaim, form: Form, status: int = 200) -> HttpResponse:
    tenant = _tenant(request)
    row, looks = entries.entry(claim), selectors.brand_of_claim(tenant, claim)
    color = form.data.get("brand_color") or looks.color
    if not form.data:
        form = Form({"brand_name": row.brand_name, "brand_color": row.brand_color, "logo": "", "typed": ""})
    context: dict[str, Any] = {
        "item": _shown(row),
        "form": form,
        "brand": asdict(brand.palette(color if _is_color(color) else looks.color)),
        "logo_url": logo_url(claim) if looks.logo else None,
        "organization": tenant.name,
        "preview_css_url": None,
    }
    return page(request, "domain", context | {"page": "domains"}, status)


def logo_url(claim: DomainClaim) -> str:
    return f"{reverse('logo')}?v={mark_of(claim.brand_logo or claim.tenant.logo)}&domain={claim.public_id}"


def _shown(row: entries.Entry) -> dict[str, Any]:
    return asdict(row)


def _is_color(text: str) -> bool:
    return bool(brand.HEX.fullmatch(text))


def _tenant(request: HttpRequest) -> Tenant:
    row: Tenant = request.tenant  # type: ignore[attr-defined]
    return row
