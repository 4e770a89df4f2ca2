"""One field of triage: how far it may go, where, and what its own figures say about that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ai import rules, selectors, services
from core.desk import selectors as desk
from portal.settings import ai_climb
from portal.settings.ai import MODES, NAMES
from portal.settings.ai_words import said_as
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from portal.ui.words import language_name
from tenants.kernel.errors import Invalid, NotFound

if TYPE_CHECKING:
    from ai.models import Policy

TYPED = ("mode", "floor", "reviewed", "precision")
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "ru", "tr", "ar", "zh", "ja")


@needs(rules.POLICY)
@require_http_methods(["GET", "POST"])
def ai_field(request: HttpRequest, field: str) -> HttpResponse:
    """GET, POST /settings/ai/fields/FIELD/. What is missing to apply alone is said in the form."""
    if field not in NAMES:
        raise NotFound
    if request.method == "GET":
        return _page(request, field)
    try:
        services.set_policy(field, request.POST.get("mode", ""), actor_of(request), **_asked(request))
    except SAID_IN_FORM as refusal:
        return _page(request, field, Form.of(request, *TYPED).refused(refusal), status_of(refusal))
    flash(request, _("Saved. It holds from the next message on."))
    return redirect("settings:ai_field", field)


def _asked(request: HttpRequest) -> dict[str, Any]:
    conditions = {
        "queues": [int(one) for one in request.POST.getlist("queues") if one.isdecimal()],
        "categories": request.POST.getlist("categories"),
        "languages": request.POST.getlist("languages"),
    }
    return {
        "min_confidence": _number(request, "floor", 100) / 100,
        "min_reviewed": _number(request, "reviewed", 10_000),
        "min_precision": _number(request, "precision", 100) / 100,
        "conditions": conditions,
    }


def _number(request: HttpRequest, name: str, most: int) -> int:
    typed = request.POST.get(name, "").strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 7 and int(typed) <= most):
        raise Invalid(_("Please enter whole numbers; shares are from 0 to 100 percent."))
    return int(typed)


def _page(request: HttpRequest, field: str, form: Form | None = None, status: int = 200) -> HttpResponse:
    row = selectors.policy(field)
    found = selectors.evidence_of(row)
    shares = {"floor": row.min_confidence, "precision": row.min_precision}
    kept = {name: str(round(100 * share)) for name, share in shares.items()}
    kept |= {"mode": row.mode, "reviewed": str(row.min_reviewed)}
    context = {
        "field": {"key": field, "name": NAMES[field], "is_earned": field in rules.EARNED},
        "evidence": _evidence(found),
        "climb": _climb(field),
        "stepped_back": {"at": row.stepped_back_at, "why": row.stepped_back_why},
        "modes": MODES,
        "limits": _limits(row),
        "form": form or Form(kept),
    }
    return page(request, "ai_field", context | {"page": "ai"}, status)


def _climb(field: str) -> dict[str, Any] | None:
    """What stands above the form says already that it stepped back, and the form is where it is changed."""
    told = ai_climb.of(field, said_as(field))
    return told and told | {"stepped_back": "", "links": False}


def _evidence(found: selectors.Evidence) -> dict[str, Any]:
    share = found.precision
    return {
        "reviewed": found.reviewed,
        "min_reviewed": found.min_reviewed,
        "sure": found.sure,
        "precision": None if share is None else int(100 * share),
        "min_precision": round(100 * found.min_precision),
        "missing": found.missing,
    }


def _limits(row: Policy) -> list[dict[str, Any]]:
    """What the field may be limited to: three lists of checkboxes. What it is limited to already is among
    them whatever is offered, so that saving the page takes nothing back.
    """
    kept = {name: set(row.conditions.get(name, ())) for name in ("categories", "languages")}
    groups = [one for one in desk.categories() if one.parent is None or one.key in kept["categories"]]
    languages = [*LANGUAGES, *sorted(kept["languages"] - set(LANGUAGES))]
    offered = (
        ("queues", _("Queues"), [(one.pk, one.name) for one in desk.queues()]),
        ("categories", _("Categories"), [(one.key, one.name) for one in groups]),
        ("languages", _("Languages"), [(code, language_name(code)) for code in languages]),
    )
    return [
        {
            "name": name,
            "title": title,
            "options": [
                {"value": value, "name": words, "on": value in row.conditions.get(name, ())}
                for value, words in options
            ],
        }
        for name, title, options in offered
    ]
