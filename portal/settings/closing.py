"""Closing the workspace, and keeping it after all: for those who pay, and confirmed by typing its name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.rules import MANAGE
from portal.settings import organization
from portal.settings.frame import actor_of
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants import services
from tenants.kernel.errors import Invalid
from tenants.models import Tenant


@needs(MANAGE)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Begin the export window."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    form = Form.of(request, "reason", "typed")
    try:
        if form["typed"].strip() != tenant.slug:
            raise Invalid(fields={"typed": [_("Type %(word)s exactly.") % {"word": tenant.slug}]})
        services.leave(tenant, by=actor_of(request), reason=form["reason"] or _("Closed by its owner."))
    except SAID_IN_FORM as refusal:
        return organization.closing_refused(request, form.refused(refusal), status_of(refusal))
    flash(request, _("This workspace is being closed. You can still take your data along."))
    return redirect("settings:organization")


@needs(MANAGE)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Back to work, as long as the export window is open."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    if tenant.state == Tenant.State.LEAVING:
        services.reactivate(tenant, by=actor_of(request), reason="Kept by its owner.")
    flash(request, _("Your workspace is running again."))
    return redirect("settings:organization")
