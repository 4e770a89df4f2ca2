"""Details: what is looked for in messages, one page for all of them, one for each, tried before it counts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ai import rules, selectors, services
from core.desk import selectors as desk
from portal.agent import paths
from portal.settings import ai_detail_form as forms
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs


@needs(rules.POLICY)
@require_GET
def ai_details(request: HttpRequest) -> HttpResponse:
    """The list; each field of the organization's own once."""
    policy = selectors.policy(rules.DETAILS)
    context = {
        "rows": [forms.row(one) for one in selectors.details()],
        "most": services.MOST_DETAILS,
        "mode": policy.mode,
        "floor": round(policy.min_confidence * 100),
    }
    return page(request, "ai_details", context | {"page": "ai"})


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_detail_new(request: HttpRequest) -> HttpResponse:
    """An empty form; ?field=KEY chooses the field. Saving without a field makes one."""
    return _edit(request, None)


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_detail(request: HttpRequest, field: str) -> HttpResponse:
    """One of them; POST action=save|try|remove."""
    return _edit(request, selectors.detail(field))


def _edit(request: HttpRequest, row: dict[str, Any] | None) -> HttpResponse:
    by, action = actor_of(request), request.POST.get("action", "save")
    if request.method == "GET":
        return _page(request, row, forms.typed(row, request.GET.get("field", "")))
    if row is not None and action == "remove":
        services.remove_detail(row["field"], by=by)
        flash(request, _("Not looked for any more. Tickets keep what was found."))
        return redirect("settings:ai_details")
    form = Form.of(request, *forms.FIELDS)
    try:
        if action == "try":
            return _page(request, row, form, trial=_try(request, row, form))
        field = forms.save(row, form, by)
    except SAID_IN_FORM as refusal:
        return _page(request, row, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved. It is looked for from the next message on."))
    return redirect("settings:ai_detail", field)


def _try(request: HttpRequest, row: dict[str, Any] | None, form: Form) -> dict[str, Any]:
    """What is in the form, on the pasted words and on the latest tickets; nothing is kept."""
    wanted = forms.unsaved(row, form)
    looked = selectors.look_back(actor_of(request), wanted)
    found = selectors.find_in(wanted, form["words"]) if form["words"].strip() else None
    number = looked.read
    said = ngettext("Found in %(count)d of %(of)d ticket.", "Found in %(count)d of %(of)d tickets.", number)
    return {
        "words": bool(form["words"].strip()),
        "found": found,
        "said": said % {"count": len(looked.hits), "of": looked.read},
        "hits": [
            {
                "label": hit.ticket.label,
                "subject": hit.ticket.subject,
                "url": paths.ticket(hit.ticket.number),
                "value": hit.found.value,
                "others": hit.found.others,
            }
            for hit in looked.hits
        ],
    }


def _page(
    request: HttpRequest, row: dict[str, Any] | None, form: Form, status: int = 200, trial: Any = None
) -> HttpResponse:
    context = {
        "page": "ai",
        "detail": {"field": row["field"], "label": desk.field(row["field"]).label} if row else None,
        "form": form,
        "trial": trial,
        "kinds": forms.kinds(),
        "fields": forms.free_fields(),
    }
    return page(request, "ai_detail", context, status)
