"""How suggested replies are to sound: guidelines and forbidden phrases, for all and for each queue."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ai import rules, services
from ai import voice as voices
from core.desk import selectors as desk
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

ALL = "all"


@needs(rules.POLICY)
@require_http_methods(["GET", "POST"])
def voice(request: HttpRequest) -> HttpResponse:
    """GET, and POST with whose ("all" or a queue's id), guidelines, forbidden (one phrase per line)."""
    if request.method == "GET":
        return _page(request)
    whose, typed = request.POST.get("whose", ""), Form(request.POST.dict())
    queue = None if whose == ALL else desk.queue(int(whose) if whose.isdecimal() and len(whose) < 10 else 0)
    lines = request.POST.get("forbidden", "").splitlines()
    try:
        services.set_voice(
            queue, actor_of(request), guidelines=request.POST.get("guidelines", ""), forbidden=lines
        )
    except SAID_IN_FORM as refusal:
        return _page(request, status_of(refusal), {whose: typed.refused(refusal)})
    flash(request, _("Saved. It holds from the next draft on."))
    return redirect("settings:voice")


def _page(request: HttpRequest, status: int = 200, typed: dict[str, Form] | None = None) -> HttpResponse:
    kept = voices.kept()
    context = {
        "own": _entry(ALL, "", kept.get(None), typed or {}),
        "queues": [_entry(str(row.pk), row.name, kept.get(row.pk), typed or {}) for row in desk.queues()],
    }
    return page(request, "voice", context, status)


def _entry(whose: str, name: str, row: Any, typed: dict[str, Form]) -> dict[str, Any]:
    said = {
        "guidelines": row.guidelines if row else "",
        "forbidden": "\n".join(row.forbidden) if row else "",
    }
    form = typed.get(whose) or Form(said)
    return {"whose": whose, "name": name, "form": form, "open": whose in typed, "is_set": any(said.values())}
