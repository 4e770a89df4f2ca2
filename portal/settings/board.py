"""How many tickets may be under way at once: a limit for each status that holds work, soft or hard."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.desk import selectors as desk
from core.desk import services
from core.desk.rules import ARRANGE, LIMITED
from core.tickets import selectors as tickets
from portal.agent.codes import status_row
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

BAD_NUMBER = 0  # what is no number at all is refused as this one is


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """/settings/board/: POST limit-ID (empty: any number) and hard-ID of every status that holds work."""
    rows = [row for row in desk.statuses() if row.category in LIMITED]
    if request.method == "GET":
        return _page(request, rows, Form(_kept(rows)))
    form = Form.of(request, *(f"limit-{row.pk}" for row in rows), *(f"hard-{row.pk}" for row in rows))
    for row in rows:
        text = form[f"limit-{row.pk}"].strip()
        limit = None if not text else int(text) if text.isdecimal() and len(text) < 8 else BAD_NUMBER
        values: dict[str, Any] = {"wip_limit": limit, "wip_is_hard": form[f"hard-{row.pk}"] == "1"}
        try:
            services.save_status(row, by=actor_of(request), **values)
        except SAID_IN_FORM as refusal:
            form.refused(refusal, {"wip_limit": f"limit-{row.pk}"})
            return _page(request, rows, form, status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:board")


def _kept(rows: list[Any]) -> dict[str, str]:
    limits = {f"limit-{row.pk}": str(row.wip_limit or "") for row in rows}
    return limits | {f"hard-{row.pk}": "1" if row.wip_is_hard else "" for row in rows}


def _page(request: HttpRequest, rows: list[Any], form: Form, status: int = 200) -> HttpResponse:
    held = tickets.standing(row.pk for row in rows)
    shown = [{"id": row.pk, **status_row(row), "held": held.get(row.pk, 0)} for row in rows]
    return page(request, "board", {"statuses": shown, "form": form}, status)
