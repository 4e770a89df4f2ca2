"""How many tickets and tasks may be under way at once: limits of statuses that hold work, soft or hard."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.desk import selectors as desk
from core.desk import services
from core.desk.rules import ARRANGE, LIMITED
from core.tickets import selectors as tickets
from core.work import selectors as work
from core.work import services as work_services
from core.work.choices import LIMITED as LIMITED_TASKS
from portal.agent import task_words
from portal.agent.codes import status_row
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

BAD_NUMBER = 0  # what is no number at all is refused as this one is


@needs(ARRANGE)
@require_http_methods(["GET", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """/settings/board/: POST limit-ID (empty: any number) and hard-ID of every status that holds work; of
    tasks, ID is the status' key.
    """
    rows = {str(row.pk): row for row in desk.statuses() if row.category in LIMITED}
    if request.method == "GET":
        return _page(request, rows, Form(_held(rows)))
    names = (*rows, *LIMITED_TASKS)
    form = Form.of(request, *(f"limit-{name}" for name in names), *(f"hard-{name}" for name in names))
    try:
        _save_all(request, rows, form)
    except SAID_IN_FORM as refusal:
        return _page(request, rows, form, status_of(refusal))
    flash(request, _("Saved."))
    return redirect("settings:board")


@transaction.atomic
def _save_all(request: HttpRequest, rows: dict[str, Any], form: Form) -> None:
    """All of them or none. What was not typed over stays as a colleague may have left it meanwhile."""
    for name in (*rows, *LIMITED_TASKS):
        if _is_typed(request, f"limit-{name}") or _is_typed(request, f"hard-{name}"):
            try:
                _save(rows.get(name), name, form, actor_of(request))
            except SAID_IN_FORM as refusal:
                form.refused(refusal, {"wip_limit": f"limit-{name}"})
                raise


def _is_typed(request: HttpRequest, field: str) -> bool:
    given = request.POST
    return field in given and given[field] != given.get(f"was-{field}")


def _save(row: Any, name: str, form: Form, by: Any) -> None:
    text = form[f"limit-{name}"].strip()
    limit = None if not text else int(text) if text.isdecimal() and len(text) < 8 else BAD_NUMBER
    values: dict[str, Any] = {"wip_limit": limit, "wip_is_hard": form[f"hard-{name}"] == "1"}
    if row is None:
        work_services.save_limit(name, by=by, **values)
    else:
        services.save_status(row, by=by, **values)


def _held(rows: dict[str, Any]) -> dict[str, str]:
    known = work.limits()
    kept = {name: (row.wip_limit, row.wip_is_hard) for name, row in rows.items()}
    kept |= {key: (known[key].wip_limit, known[key].wip_is_hard) for key in LIMITED_TASKS if key in known}
    limits = {f"limit-{name}": str(limit or "") for name, (limit, _hard) in kept.items()}
    return limits | {f"hard-{name}": "1" if is_hard else "" for name, (_limit, is_hard) in kept.items()}


def _page(request: HttpRequest, rows: dict[str, Any], form: Form, status: int = 200) -> HttpResponse:
    held, at_work = tickets.standing(row.pk for row in rows.values()), work.standing(LIMITED_TASKS)
    shown = [{"id": row.pk, **status_row(row), "held": held.get(row.pk, 0)} for row in rows.values()]
    tasks = [{"id": key, **task_words.status(key), "held": at_work.get(key, 0)} for key in LIMITED_TASKS]
    groups = [
        {"name": _("Tickets"), "rows": shown},
        {"name": _("Tasks"), "rows": tasks},
    ]
    now, names = _held(rows), (*rows, *LIMITED_TASKS)
    fields = [f"{part}-{name}" for name in names for part in ("limit", "hard")]
    was = {field: request.POST.get(f"was-{field}", now.get(field, "")) for field in fields}
    return page(request, "board", {"groups": groups, "form": form, "was": was}, status)
