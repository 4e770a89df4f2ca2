"""What the advice may do by itself, field by field, and which engine answers. Nothing is ever sent by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ai import rules, selectors, services
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.money import priced
from portal.ui.views import flash, needs
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from ai.models import Policy

NAMES = {
    "language": gettext_lazy("Language"),
    "sentiment": gettext_lazy("Sentiment"),
    "category": gettext_lazy("Category"),
    "priority": gettext_lazy("Priority"),
    "urgency": gettext_lazy("Urgency"),
    "tags": gettext_lazy("Tags"),
    "escalation": gettext_lazy("Escalation"),
    "spam": gettext_lazy("Spam"),
    "thanks": gettext_lazy("Thanks only"),
    "details": gettext_lazy("Details"),
}
LOW = 80  # percent of a cap from which the page warns
MODES = (
    ("auto", gettext_lazy("Apply when sure")),
    ("suggest", gettext_lazy("Suggest")),
    ("shadow", gettext_lazy("Only record")),
    ("off", gettext_lazy("Off")),
)


@needs(rules.POLICY)
@require_http_methods(["GET", "POST"])
def ai(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, Form())
    form = Form()
    try:
        _save(request)
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved. It holds from the next message on."))
    return redirect("settings:ai")


@transaction.atomic
def _save(request: HttpRequest) -> None:
    """All fields or none; of each what was changed on this page. What somebody else, or the field itself by
    stepping back, has changed since it was opened stays.
    """
    by, sent = actor_of(request), request.POST
    for field in NAMES:
        mode, floor = sent.get(f"mode-{field}"), sent.get(f"floor-{field}", "")
        if not mode or (mode, floor) == (sent.get(f"mode-was-{field}"), sent.get(f"floor-was-{field}")):
            continue
        if mode == sent.get(f"mode-was-{field}"):
            mode = selectors.policy(field).mode
        services.set_policy(field, mode, by, _share(floor))
    if (suggest := sent.get("suggest", "")) != sent.get("suggest-was"):
        services.set_policy(rules.REPLY, "suggest" if suggest else "off", by)


def _share(percent: str) -> float | None:
    """0.85 from "85"; None leaves it as it is."""
    if not percent.strip():
        return None
    if not (percent.isascii() and percent.isdecimal() and int(percent[:4]) <= 100):
        raise Invalid(_("A confidence is a number from 0 to 100."))
    return int(percent) / 100


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    usage, kept = selectors.usage(), {row.field: row for row in selectors.policies()}
    share = usage.accepted_share
    context = {
        "engine": _engine(),
        "usage": {
            "used": usage.used,
            "limit": usage.limit,
            "local": usage.local,
            "accepted": "–" if share is None else f"{share} %",
            "shown": usage.shown,
            "per_ticket": priced(usage.per_ticket, usage.unpriced),
            "tickets": usage.tickets,
        },
        "fields": [_field(kept[name]) for name in NAMES if name in kept],
        "modes": MODES,
        "suggest": rules.REPLY in kept and kept[rules.REPLY].mode != "off",
        "form": form,
    }
    return page(request, "ai", context, status)


def _field(row: Policy) -> dict[str, Any]:
    return {
        "key": row.field,
        "name": NAMES[row.field],
        "mode": row.mode,
        "floor": round(row.min_confidence * 100),
        "stepped_back": row.stepped_back_why,
    }


def _engine() -> dict[str, str]:
    if selectors.engine_kind() == "local":
        line = _("The built-in engine answers. Nothing leaves this server.")
        return {"kind": "local", "line": line, "trouble": ""}
    line = _("A connected model answers. When it fails, the built-in engine does, and says so.")
    highest = max((one.percent for one in selectors.budgets()), default=0)
    trouble = ""
    if highest >= LOW:
        trouble = _("%(percent)s percent of a cap on costs are spent; see Costs.") % {"percent": highest}
    return {"kind": "remote", "line": line, "trouble": trouble}
