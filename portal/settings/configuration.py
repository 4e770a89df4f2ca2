"""The whole arrangement as one YAML document: fetch it, see what another would change, apply it, go back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.configuration import selectors, services
from core.configuration.document import LARGEST
from core.configuration.faults import BadDocument
from core.configuration.selectors import MANAGE
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

SHOWN = 200  # changes; who brings more looks at the first of them
LONGEST = 240  # characters of a value in the table


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def configuration(request: HttpRequest) -> HttpResponse:
    """POST action=plan shows what a document would change, apply does it, back plans what stood before."""
    if request.method == "GET":
        return _page(request, "")
    text = _brought(request)
    try:
        if request.POST.get("action") == "apply":
            word = request.POST.get("plan", "")[:80]
            plan = services.apply(text, word=word, by=actor_of(request))
            flash(request, _done(len(plan.changes)))
            return redirect("settings:configuration")
        return _page(request, text, services.plan(text, by=actor_of(request)))
    except services.PlanChanged as refusal:
        return _page(request, text, refusal.plan, refusal.message, status_of(refusal))
    except BadDocument as refusal:
        plan = services.Plan([], refusal.faults, "")
        return _page(request, text, plan, "", status_of(refusal))
    except SAID_IN_FORM as refusal:
        return _page(request, text, None, refusal.message, status_of(refusal))


@needs(MANAGE)
@never_cache
@require_GET
def configuration_export(request: HttpRequest) -> HttpResponse:
    """The document as it stands, as a file."""
    tenant: Any = request.tenant  # type: ignore[attr-defined]
    return _file(selectors.export(actor_of(request)), f"{tenant.slug}.yaml")


@needs(MANAGE)
@never_cache
@require_GET
def configuration_applied(request: HttpRequest, pk: int) -> HttpResponse:
    """One that was applied, as a file; with ?before what stood before it. NoSuchDocument."""
    one = selectors.applied_one(pk, actor_of(request))
    is_before = "before" in request.GET
    name = f"{one.at:%Y-%m-%d}-{pk}{'-before' if is_before else ''}.yaml"
    return _file(one.before if is_before else one.document, name)


def _brought(request: HttpRequest) -> str:
    """What was typed; a file takes its place; action=back takes what stood before one that was applied."""
    number = request.POST.get("applied", "")
    if request.POST.get("action") == "back" and number.isdecimal() and len(number) < 16:
        return selectors.applied_one(int(number), actor_of(request)).before
    if file := request.FILES.get("file"):
        return file.read(LARGEST + 1).decode("utf-8-sig", "replace")
    return request.POST.get("document", "")[: LARGEST + 1].replace("\r\n", "\n")


def _page(
    request: HttpRequest, text: str, plan: services.Plan | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    form = Form({"document": text}, {"__all__": [said]} if said else {})
    context = {"form": form, "plan": _plan(plan) if plan else None, "applied": list(_applied(request))}
    return page(request, "configuration", context, status)


def _plan(plan: services.Plan) -> dict[str, Any]:
    changes = [
        {
            "section": one.section, "key": one.key, "what": one.what,
            "parts": [
                {"name": part, "old": _said(old), "new": _said(new)}
                for part, (old, new) in one.values.items()
                if one.what == "changed" or old or new
            ],
        }
        for one in plan.changes[:SHOWN]
    ]  # fmt: skip
    faults = [{"place": one.place, "line": one.line, "sentence": one.sentence} for one in plan.faults[:SHOWN]]
    return {"word": plan.word, "changes": changes, "faults": faults, "total": len(plan.changes)}


def _applied(request: HttpRequest) -> Iterable[dict[str, Any]]:
    for one in selectors.applied(actor_of(request)):
        yield {"id": one.id, "at": one.at, "who": one.who, "count": len(one.parts), "parts": one.parts[:6]}


def _said(value: Any) -> str:
    """A value for people; "" where there is none."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, "", [], {}):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _done(count: int) -> str:
    return ngettext("Applied: %(count)d change.", "Applied: %(count)d changes.", count) % {"count": count}


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
