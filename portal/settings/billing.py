"""Plan, allowances and payment. Cards and invoices live at Stripe; without it plans are arranged by hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from billing import gateway, rules, selectors, services
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import choices, needs
from tenants.kernel.errors import Invalid, Refused
from tenants.models import Tenant

METERS = {  # what is counted; a figure nobody keeps would be a wrong one
    "agents": gettext_lazy("People"),
    "ai_messages": gettext_lazy("Triaged by the model this month"),
    "drafts": gettext_lazy("Suggested replies this month"),
}


@needs(rules.MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def billing(request: HttpRequest) -> HttpResponse:
    """POST asks Stripe for a page and shows the way there: our policy lets no form leave the site."""
    if request.method == "GET":
        return _page(request, Form())
    form = Form.of(request, "plan", "seats")
    try:
        url = _open(request, form)
    except (*SAID_IN_FORM, Refused) as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    return _page(request, form, go_url=url)


def _open(request: HttpRequest, form: Form) -> str:
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    back = request.build_absolute_uri(request.path)
    if request.POST.get("action") == "portal":
        return services.open_portal(tenant, return_url=back)
    if not (form["seats"].isascii() and form["seats"].isdecimal() and len(form["seats"]) < 6):
        raise Invalid(fields={"seats": [_("Write a number.")]})
    return services.open_checkout(
        tenant,
        plan=form["plan"],
        seats=int(form["seats"]),
        by=actor_of(request),
        success_url=f"{back}?paid=1",
        cancel_url=back,
    )


def _page(request: HttpRequest, form: Form, status: int = 200, go_url: str = "") -> HttpResponse:
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    try:
        agreed: Any = selectors.subscription_for(tenant)
    except selectors.NoSubscription:
        agreed = None
    offers = [plan for plan in selectors.plans(offered=True) if gateway.price_of_plan(plan.code)]
    online = gateway.enabled() and not (agreed and agreed.is_manual)
    form.data.setdefault("seats", str(agreed.seats if agreed else 1))
    context = {
        "plan": {
            "name": agreed.plan.name if agreed else _("Free"),
            "state": agreed.state if agreed else "active",
            "state_name": agreed.get_state_display() if agreed else "",
            "seats": agreed.seats if agreed and agreed.state != "trial" else None,
            "trial_ends_at": agreed.trial_ends_at if agreed and agreed.state == "trial" else None,
            "ends_at": agreed.ends_at if agreed else None,
        },
        "allowances": [_allowance(one) for one in selectors.allowances(METERS)],
        "online": online,
        "may_buy": online and bool(offers) and not (agreed and agreed.stripe_subscription_id),
        "has_account": online and bool(agreed and agreed.stripe_customer_id),
        "offers": choices((plan.code, plan.name) for plan in offers),
        "paid": request.GET.get("paid") == "1",
        "go_url": go_url,
        "form": form,
    }
    return page(request, "billing", context, status)


def _allowance(one: selectors.Allowance) -> dict[str, Any]:
    return {
        "name": METERS[one.meter],
        "used": one.used,
        "limit": one.limit,
        "percent": one.percent,
        "renews_on": one.renews_on,
    }
