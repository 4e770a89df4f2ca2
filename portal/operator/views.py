"""Organizations, one organization, and what an operator may do to it. Every act asks for a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from billing import meters, selectors, services
from portal.operator import sessions, table, timeline
from portal.operator.sessions import operator
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import choices, flash, show
from tenants import rules
from tenants import selectors as tenants
from tenants import services as life
from tenants.carrying import purge as purging
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid
from tenants.models import Tenant

PAGE = "portal/operator/organization.html"
Act = Callable[[Tenant, Form, Actor], object]


@operator
@never_cache
@require_GET
def organizations(request: HttpRequest) -> HttpResponse:
    return show(request, "portal/operator/organizations.html", _me(request) | table.context(request))


@operator
@never_cache
@require_GET
def organization(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, table.one(public_id))


@operator
@require_POST
def change_plan(request: HttpRequest, public_id: str) -> HttpResponse:
    form = Form.of(request, "plan", "seats", "reason")
    return _do(request, public_id, "plan_form", form, _change_plan, _("The plan is changed."))


@operator
@require_POST
def extend_trial(request: HttpRequest, public_id: str) -> HttpResponse:
    form = Form.of(request, "days", "reason_trial")
    return _do(request, public_id, "trial_form", form, _extend_trial, _("The trial is extended."))


@operator
@require_POST
def suspend(request: HttpRequest, public_id: str) -> HttpResponse:
    form = Form.of(request, "reason_state", "typed")
    return _do(request, public_id, "state_form", form, _suspend, _("The workspace is suspended."))


@operator
@require_POST
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    form = Form.of(request, "reason_leave", "typed_leave")
    return _do(request, public_id, "leave_form", form, _leave, _("The export window is open."))


@operator
@require_POST
def purge(request: HttpRequest, public_id: str) -> HttpResponse:
    form = Form.of(request, "reason_purge", "typed_purge")
    return _do(request, public_id, "purge_form", form, _purge, _("The deletion has begun."))


@operator
@never_cache
@require_GET
def certificate(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was deleted, when and why: a page that can be printed."""
    paper = purging.certificate_of(tenants.organization(public_id))
    context = {"paper": paper, "stated": purging.stated(paper)}
    return show(request, "portal/operator/certificate.html", _me(request) | context)


@operator
@require_POST
def reactivate(request: HttpRequest, public_id: str) -> HttpResponse:
    form = Form.of(request, "reason_state")
    return _do(request, public_id, "state_form", form, _reactivate, _("The workspace is running again."))


def _change_plan(tenant: Tenant, form: Form, by: Actor) -> None:
    seats = _number(form, "seats") if form["seats"].strip() else None
    services.change_plan(
        tenant, selectors.plan(form["plan"]), by=by, reason=_reason(form, "reason"), seats=seats
    )


def _extend_trial(tenant: Tenant, form: Form, by: Actor) -> None:
    services.extend_trial(tenant, _number(form, "days"), by=by, reason=_reason(form, "reason_trial"))


def _suspend(tenant: Tenant, form: Form, by: Actor) -> None:
    reason = _reason(form, "reason_state")
    _typed(form, "typed", tenant.slug)
    life.suspend(tenant, by=by, reason=reason)


def _leave(tenant: Tenant, form: Form, by: Actor) -> None:
    reason = _reason(form, "reason_leave")
    _typed(form, "typed_leave", tenant.slug)
    life.leave(tenant, by=by, reason=reason)


def _purge(tenant: Tenant, form: Form, by: Actor) -> None:
    reason = _reason(form, "reason_purge")
    _typed(form, "typed_purge", tenant.slug)
    purging.ask(tenant, typed=form["typed_purge"], reason=reason, by=by)


def _typed(form: Form, name: str, word: str) -> None:
    """What shuts people out is confirmed by typing whom."""
    if form[name].strip() != word:
        raise Invalid(fields={name: [_("Type %(word)s exactly.") % {"word": word}]})


def _reactivate(tenant: Tenant, form: Form, by: Actor) -> None:
    life.reactivate(tenant, by=by, reason=_reason(form, "reason_state"))


def _do(request: HttpRequest, public_id: str, name: str, form: Form, act: Act, done: str) -> HttpResponse:
    """One act on one organization: back to its page, or the page with what was wrong."""
    tenant = tenants.organization(public_id)
    try:
        act(tenant, form, sessions.actor(request))
    except SAID_IN_FORM as refusal:
        return _page(request, table.one(public_id), status_of(refusal), **{name: form.refused(refusal)})
    flash(request, done)
    return redirect("operator:organization", public_id)


def _page(request: HttpRequest, row: Tenant, status: int = 200, **forms: Form) -> HttpResponse:
    item = table.shown([row])[0]
    agreed = getattr(row, "subscription", None)
    item |= {
        "workspace_url": tenants.site_url(row),
        "schema_name": row.schema_name,
        "billing_mode": _mode(agreed),
        "seats_used": meters.counted("agents", row) if row.ready_at and row.state != "purged" else 0,
        "reason": row.suspended_reason,
        "since": row.state_since,
        "next_step": rules.next_step(row.state, row.state_since),
        "certificate": purging.certificate_of(row) if row.state == "purged" else None,
        "on_trial": bool(agreed and agreed.state == "trial"),
    }
    plans = choices((plan.code, plan.name) for plan in selectors.plans())
    current = {"plan": agreed.plan.code} if agreed else {}
    context: dict[str, Any] = {"item": item, "timeline": timeline.of(row), "plans": plans}
    context |= {
        "plan_form": Form(current),
        "state_form": Form(),
        "leave_form": Form(),
        "trial_form": Form({"days": "15"}),
    } | forms
    return show(request, PAGE, _me(request) | context, status)


def _mode(agreed: Any) -> str:
    if agreed is None:
        return _("no agreement")
    if agreed.stripe_subscription_id:
        return _("Stripe")
    return _("by hand") if agreed.is_manual else ""


def _me(request: HttpRequest) -> dict[str, Any]:
    row = sessions.current(request)
    return {"me": {"name": row.name, "email": row.email}} if row else {}


def _reason(form: Form, name: str) -> str:
    """Every act says why, in words somebody understands next year."""
    text = " ".join(form[name].split())
    if len(text) < 3:
        raise Invalid(fields={name: [_("Say why; it is kept in the timeline.")]})
    return text[:300]


def _number(form: Form, name: str) -> int:
    text = form[name].strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise Invalid(fields={name: [_("Write a number.")]})
    return int(text)
