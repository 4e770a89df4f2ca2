"""What the local engine learned, in versions with their figures, and the way back to an older one."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ai import rules, selectors, services
from ai.selectors.prompts import DAYS, Version
from portal.settings.ai import NAMES
from portal.settings.ai_beside import share
from portal.settings.frame import actor_of, page
from portal.ui.views import flash, needs

if TYPE_CHECKING:
    from ai.models import TrainedHead

TAG = "tag:"
TASKS = {"triage": gettext_lazy("Triage"), "draft": gettext_lazy("Suggested replies")}
LACKS = {  # what an older version does not do
    "triage-3": gettext_lazy("Does not ask for details: only what is found exactly is."),
    "triage-2": gettext_lazy("Does not ask whether a mail only says thanks: the built-in engine decides."),
    "draft-2": gettext_lazy(
        "Knows no voice of replies, no language and no wish of an agent. Ruled-out phrases are caught."
    ),
}


@needs(rules.POLICY)
@require_GET
def ai_learned(request: HttpRequest) -> HttpResponse:
    """GET /settings/ai/learned/. Two queries of its own, three while a version is held."""
    learned = selectors.learned()
    waiting = selectors.waiting(learned)
    kinds = [
        {"name": _name(kind), "versions": [_version(row, waiting.get(row.pk, 0)) for row in rows]}
        for kind, rows in groupby(learned, key=lambda row: row.kind)
    ]
    context = {"kinds": kinds, "prompts": _prompts(), "days": DAYS, "page": "ai"}
    return page(request, "ai_learned", context)


@needs(rules.POLICY)
@require_POST
def ai_prompt(request: HttpRequest) -> HttpResponse:
    """POST /settings/ai/prompts/ with task and version; version empty: the newest, whatever comes."""
    task, version = request.POST.get("task", "")[:20], request.POST.get("version", "")[:20]
    services.pin_prompt(task, version, by=actor_of(request))
    if version:
        said = _("%(version)s is asked with from the next message on, until you let it go.")
    else:
        said = _("The newest version is asked with from the next message on.")
    flash(request, said % {"version": version} if version else said)
    return redirect("settings:ai_learned")


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


def _prompts() -> list[dict[str, Any]]:
    """Of each task: its versions with figures, and the pinned one that is shipped no more."""
    told = []
    for task, versions in selectors.prompts().items():
        gone = next((one.name for one in versions if not one.is_shipped), "")
        about = {"task": task, "name": TASKS[task], "gone": gone, "newest": versions[0].name}
        told.append(about | {"versions": [_words(one) for one in versions]})
    return told


def _words(one: Version) -> dict[str, Any]:
    return asdict(one) | {"lacks": LACKS.get(one.name, ""), "share": share(one.right, one.decided)}


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
