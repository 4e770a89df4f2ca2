"""From when on finished tickets are archived, and how far that is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.desk.rules import ARRANGE
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import FEWEST_MONTHS, MOST_MONTHS
from portal.agent import paths
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

CHOICES = (6, 12, 24, 36, 60)
NO_NUMBER = 0  # what is no number at all is refused as this one is


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest) -> HttpResponse:
    """/settings/archive/: POST months; empty: never."""
    if request.method == "GET":
        return _page(request, Form({"months": str(services.archiving() or "")}))
    form = Form.of(request, "months")
    text = form["months"].strip()
    months = None if not text else int(text) if text.isdecimal() and len(text) < 5 else NO_NUMBER
    try:
        services.set_archiving(months, by=actor_of(request))
    except SAID_IN_FORM as refusal:
        form.refused(refusal, {"__all__": "months"})
        return _page(request, form, status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:archive")


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    facts = tickets.archive_of()
    context = {
        "form": form,
        "archived": facts.archived,
        "waiting": facts.waiting,
        "is_on": facts.months is not None,
        "bounds": (FEWEST_MONTHS, MOST_MONTHS),
        "choices": CHOICES,
        "list_url": paths.search(q="is:archived"),
    }
    return page(request, "archive", context, status)
