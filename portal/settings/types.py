"""Types of tickets: what sort of matter one is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import kinds, services
from core.desk.rules import ARRANGE
from portal.settings.desk import said
from portal.settings.frame import actor_of, page
from portal.settings.keys import key_of
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.errors import NotFound

FIELDS = ("name", "description")


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def types(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more."""
    if request.method == "GET":
        return _page(request, Form())
    form = Form.of(request, *FIELDS)
    last = max((row.position for row in kinds.kinds(hidden=True)), default=0)
    try:
        services.save_type(
            None,
            by=actor_of(request),
            key=key_of(form["name"], {row.key for row in kinds.kinds(hidden=True)}),
            position=last + 1,
            **form.data,
        )
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal, {"key": "name"}), status_of(refusal))
    flash(request, _("“%(name)s” is added.") % {"name": form["name"]})
    return redirect("settings:types")


@needs(ARRANGE)
@require_POST
def ticket_type(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one, take it out of use, or use it again. Tickets keep one that is out of use."""
    row = kinds.kind_by_id(pk)
    if row is None:
        raise NotFound
    action = request.POST.get("action", "save")
    values: dict[str, Any] = Form.of(request, *FIELDS).data
    if action in ("hide", "show"):
        values = {"is_active": action == "show"}
    try:
        services.save_type(row, by=actor_of(request), **values)
    except SAID_IN_FORM as refusal:
        flash(request, said(refusal), "error")
    else:
        flash(request, _("Saved."))
    return redirect("settings:types")


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    rows = [
        {
            "id": row.pk,
            "name": row.name,
            "description": row.description,
            "said": _(row.name),
            "explained": _(row.description) if row.description else "",
            "is_active": row.is_active,
        }
        for row in kinds.kinds(hidden=True)
    ]
    return page(request, "types", {"types": rows, "form": form}, status)
