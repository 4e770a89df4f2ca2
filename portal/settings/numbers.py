"""How numbers of tickets are written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.desk.rules import ARRANGE
from core.tickets import selectors as tickets
from core.tickets import services
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

NO_NUMBER = 0  # what is no number at all is refused as this one is


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def numbers(request: HttpRequest) -> HttpResponse:
    """/settings/numbers/: POST prefix, padding."""
    now = tickets.numbering()
    if request.method == "GET":
        return _page(request, Form({"prefix": now.prefix, "padding": str(now.padding)}))
    form = Form.of(request, "prefix", "padding")
    text = form["padding"].strip()
    padding = int(text) if text.isdecimal() and len(text) < 3 else NO_NUMBER
    try:
        services.set_numbering(form["prefix"].strip(), padding, by=actor_of(request))
    except SAID_IN_FORM as refusal:
        form.refused(refusal, {"__all__": "prefix"})
        return _page(request, form, status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:numbers")


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    now = tickets.numbering()
    context = {
        "form": form,
        "example": now.label(42),
        "former": now.former,
        "most": services.MOST_PADDING,
        "longest": services.LONGEST_PREFIX,
    }
    return page(request, "numbers", context, status)
