"""What the local engine learned, in versions with their figures, and the way back to an older one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ai import rules, selectors, services
from portal.settings.ai import NAMES
from portal.settings.frame import actor_of, page
from portal.ui.views import flash, needs

if TYPE_CHECKING:
    from ai.models import TrainedHead

TAG = "tag:"


@needs(rules.POLICY)
@require_GET
def ai_learned(request: HttpRequest) -> HttpResponse:
    """GET /settings/ai/learned/. One query of its own, two while a version is held."""
    learned = selectors.learned()
    waiting = selectors.waiting(learned)
    kinds = [
        {"name": _name(kind), "versions": [_version(row, waiting.get(row.pk, 0)) for row in rows]}
        for kind, rows in groupby(learned, key=lambda row: row.kind)
    ]
    return page(request, "ai_learned", {"kinds": kinds, "page": "ai"})


@needs(rules.POLICY)
@require_POST
def ai_version(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/ai/learned/N/: use this version; action=unpin: let newer ones take its place again."""
    if request.POST.get("action") == "unpin":
        row = services.unpin(pk, actor_of(request))
        flash(
            request, _("%(name)s learns again, and the better version is used.") % {"name": _name(row.kind)}
        )
        return redirect("settings:ai_learned")
    row = services.use_version(pk, actor_of(request))
    told = (
        _("%(name)s: version %(version)d is in use and stays until you let it go.")
        if row.is_pinned
        else _("%(name)s: version %(version)d is in use from the next message on.")
    )
    flash(request, told % {"name": _name(row.kind), "version": row.version})
    return redirect("settings:ai_learned")


def _name(kind: str) -> str:
    if kind.startswith(TAG):
        return _("Tag “%(name)s”") % {"name": kind.removeprefix(TAG)}
    return str(NAMES.get(kind, kind))


def _version(row: TrainedHead, waiting: int) -> dict[str, Any]:
    metrics = row.metrics
    return {
        "id": row.pk,
        "version": row.version,
        "at": row.created_at,
        "on": row.is_active,
        "note": row.note,
        "pinned": row.is_pinned,
        "waiting": waiting,
        "examples": int(metrics.get("examples", 0)),
        "accuracy": int(100 * metrics.get("accuracy", 0)),
        "error": round(100 * metrics.get("calibration_error", 0), 1),
        "coverage": int(100 * metrics.get("coverage", 0)),
    }
