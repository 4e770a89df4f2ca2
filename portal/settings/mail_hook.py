"""The webhook that brings the mail of one address: what to enter at the provider, and how it goes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.mail import selectors, services
from core.mail.hooks.providers import PROVIDERS, values_of
from core.mail.rules import MANAGE
from portal.settings.frame import actor_of, page
from portal.ui.forms import Form, status_of
from portal.ui.views import flash, needs

OWN = ("signing_key", "api_key", "topic", "access_key", "secret_key")
NAMES = {"provider": "provider", **{label: name for name, label in services.HOOK_FIELDS.items()}}


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; POST opens one (the old one ends) or closes it."""
    box, row = selectors.hook_of(actor_of(request), pk)
    form, by = Form.of(request, "provider", *OWN), actor_of(request)
    if request.method == "GET":
        return _page(request, box, row, Form({"provider": row.provider if row else "postmark"}))
    if request.POST.get("action") == "close":
        if row:
            services.close_hook(row, by=by)
            flash(request, _("No provider brings mail of %(address)s any more.") % {"address": box.address})
        return redirect("settings:mailboxes")
    try:
        services.open_hook(box, form["provider"], by=by, **{name: form[name] for name in OWN})
    except services.BadHook as refusal:
        place = {"__all__": NAMES.get(str(refusal.data.get("field")), "__all__")}
        return _page(request, box, row, form.refused(refusal, place), status_of(refusal))
    flash(request, _("Ready. Enter the address at your provider."))
    return redirect("settings:hook", pk=pk)


def shown(row: Any, site: str) -> dict[str, Any]:
    """What the page says about a hook. The address carries the password: for administrators' eyes."""
    provider = PROVIDERS[row.provider]
    return {
        "provider": provider.label,
        "where": provider.where,
        "address": selectors.hook_address(row, site),
        "received": row.received,
        "last_success_at": row.last_success_at,
        "last_error": row.last_error,
        "last_refused_at": row.last_refused_at,
        "misses_keys": "access_key" in provider.may and not values_of(row).get("access_key"),
    }


def _page(request: HttpRequest, box: Any, row: Any, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "page": "mailboxes",
        "address": box.address,
        "hook": shown(row, request.build_absolute_uri("/")) if row else None,
        "form": form,
        "providers": [(one.name, one.label) for one in PROVIDERS.values()],
    }
    return page(request, "hook", context, status)
