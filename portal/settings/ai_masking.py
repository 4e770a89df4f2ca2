"""What is hidden from models: the kinds, patterns of one's own, and a box to try it in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ai import rules, selectors, services
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs

KINDS = {
    "EMAIL": (gettext_lazy("E-mail addresses"), "mara@example.com"),
    "PHONE": (gettext_lazy("Phone numbers"), "+49 30 1234567"),
    "NATID": (gettext_lazy("National numbers"), gettext_lazy("tax, passport and social security numbers")),
    "IP": (gettext_lazy("IP addresses"), "192.0.2.7"),
}
FIELDS = ("name", "pattern", "words", "canary")


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_masking(request: HttpRequest) -> HttpResponse:
    """POST action=kinds|add|remove|try|canary."""
    if request.method == "GET":
        return _page(request, Form(dict.fromkeys(FIELDS, "")))
    form, action = Form.of(request, *FIELDS), request.POST.get("action", "")
    if action == "try":
        return _page(request, form, seen=selectors.as_models_see(form["words"]))
    try:
        said = ACTIONS.get(action, _kinds)(request, form)
    except SAID_IN_FORM as refusal:
        form.data["canary"] = ""
        return _page(request, form.refused(refusal), status_of(refusal))
    flash(request, said)
    return redirect("settings:ai_masking")


def _kinds(request: HttpRequest, form: Form) -> str:
    services.mask_kinds(request.POST.getlist("kind"), by=actor_of(request))
    return _("Saved. It holds from the next message on.")


def _add(request: HttpRequest, form: Form) -> str:
    row = services.add_pattern(form["name"], form["pattern"], by=actor_of(request))
    return _("“%(name)s” is hidden from now on.") % {"name": row.name}


def _remove(request: HttpRequest, form: Form) -> str:
    number = request.POST.get("pattern_id", "")
    pk = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    row = selectors.mask_pattern(actor_of(request), pk)
    services.remove_pattern(row, by=actor_of(request))
    return _("“%(name)s” is not hidden any more.") % {"name": row.name}


def _canary(request: HttpRequest, form: Form) -> str:
    services.set_canary(form["canary"], by=actor_of(request))
    return _("Saved. It holds from the next message on.")


ACTIONS = {"kinds": _kinds, "add": _add, "remove": _remove, "canary": _canary}


def _page(request: HttpRequest, form: Form, status: int = 200, seen: Any = None) -> HttpResponse:
    decided = selectors.model_settings()
    kinds = [
        {"key": key, "name": name, "hint": hint, "is_on": key in decided.masked}
        for key, (name, hint) in KINDS.items()
    ]
    patterns = [
        {"id": row.pk, "name": row.name, "pattern": row.pattern, "kind": row.kind}
        for row in selectors.mask_patterns()
    ]
    context = {
        "page": "ai",
        "kinds": kinds,
        "patterns": patterns,
        "seen": seen,
        "hidden": sum(bool(piece.kind) for piece in seen or ()),
        "has_canary": bool(decided.canary),
        "form": form,
    }
    return page(request, "ai_masking", context, status)
