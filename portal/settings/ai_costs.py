"""What models cost and may cost: the ledger, the runs behind each figure, the caps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from ai import rules, selectors, services
from billing import selectors as billing
from billing.plans import AI_METERS
from portal.settings import ai_prices
from portal.settings.frame import actor_of, page
from portal.ui import effort
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.money import money, priced
from portal.ui.views import flash, needs, page_of

FEATURES = {
    "all": gettext_lazy("All together"),
    "triage": gettext_lazy("Triage"),
    "draft": gettext_lazy("Suggested replies"),
    "summary": gettext_lazy("Summaries"),
    "translation": gettext_lazy("Translations"),
    "rewrite": gettext_lazy("Rewritten drafts"),
    "embedding": gettext_lazy("Search by meaning"),
    "replay": gettext_lazy("Trials on solved tickets"),
}
ALLOWED = {
    "ai_messages": gettext_lazy("Messages that a model reads"),
    "drafts": gettext_lazy("Suggested replies"),
}
SPANS = {"day": gettext_lazy("per day"), "month": gettext_lazy("per month")}
CAPS = tuple(f"{feature}-{span}" for feature in services.CAPPED for span in SPANS)
PAGE = 50
MILLION = 1_000_000


@needs(rules.POLICY)
@never_cache
@require_http_methods(["GET", "POST"])
def ai_costs(request: HttpRequest) -> HttpResponse:
    """The ledger of a range of days; POST sets the caps, or with action=prices what models cost."""
    if request.method == "GET":
        return _page(request, Form(_typed()))
    if request.POST.get("action") == "prices":
        return _set_prices(request)
    form = Form.of(request, *CAPS)
    try:
        services.set_caps(_caps(form), by=actor_of(request))
    except SAID_IN_FORM as refusal:
        return _page(request, form.refused(refusal), status_of(refusal))
    flash(request, _("Saved. It holds from the next message on."))
    return redirect("settings:ai_costs")


def _set_prices(request: HttpRequest) -> HttpResponse:
    rows = ai_prices.rows()
    form = Form.of(request, *ai_prices.names(rows))
    try:
        services.set_prices(ai_prices.wanted(form, rows), by=actor_of(request))
    except SAID_IN_FORM as refusal:
        prices = form.refused(refusal, ai_prices.places(form, rows))
        return _page(request, Form(_typed()), status_of(refusal), prices)
    flash(request, _("Saved. Calls without a price have one now; caps count from the next call on."))
    return redirect("settings:ai_costs")


@needs(rules.POLICY)
@never_cache
@require_GET
def ai_cost_runs(request: HttpRequest) -> HttpResponse:
    """The runs behind a figure: ?from= ?to= ?feature= ?model="""
    since, until = _range(request)
    feature, model = request.GET.get("feature", "")[:12], request.GET.get("model")
    rows = selectors.spent_runs(since, until, feature, model)
    found, neighbours = page_of(request, rows, PAGE)
    context = {
        "page": "ai",
        "runs": [_run(row) for row in found],
        "since": since,
        "until": until,
        "feature": FEATURES.get(feature, ""),
        "model": model,
        **neighbours,
    }
    return page(request, "ai_cost_runs", context)


def _page(request: HttpRequest, form: Form, status: int = 200, prices: Form | None = None) -> HttpResponse:
    since, until = _range(request)
    models = ai_prices.rows()
    ledger, taken = selectors.ledger(since, until), selectors.spent_now()
    context = {
        "page": "ai",
        "since": since,
        "until": until,
        "total": priced(ledger.total.cost, ledger.total.unpriced),
        "per_ticket": priced(ledger.per_ticket, ledger.total.unpriced),
        "tickets": ledger.tickets,
        "calls": ledger.total.calls,
        "local": ledger.local + ledger.fallen_back,  # whoever was asked before it
        "saved": effort.saved(selectors.effort()),
        "allowances": [_allowance(one) for one in billing.allowances(AI_METERS)],
        "runs_url": _runs(since, until),
        "replays": money(ledger.replays) if ledger.replays else "",
        "budgets": [_budget(one) for one in selectors.budgets(taken)],
        "tables": _tables(ledger),
        "features": [_capped(feature, taken) for feature in services.CAPPED],
        "currency": settings.AI_CURRENCY,
        "form": form,
        "models": models,
        "nameless": [row["model"] for row in models if row["is_missing"]],
        "prices": prices or ai_prices.typed(models),
    }
    return page(request, "ai_costs", context, status)


def _tables(ledger: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """By feature, model and day; a line leads to its runs."""
    since, until = ledger.since, ledger.until
    features = [
        _line(line, FEATURES.get(line.key, line.key), _runs(since, until, feature=line.key))
        for line in ledger.by_feature
    ]
    models = [
        _line(line, line.key or _("No usable answer"), _runs(since, until, model=line.key))
        for line in ledger.by_model
    ]
    days = [
        _line(line, date.fromisoformat(line.key), _runs(*[date.fromisoformat(line.key)] * 2))
        for line in ledger.by_day
    ]
    return [(_("By feature"), features), (_("By model"), models), (_("By day"), days)]


def _line(line: Any, name: Any, url: str) -> dict[str, Any]:
    return {
        "name": name,
        "is_day": isinstance(name, date),
        "url": url,
        "runs": line.runs,
        "tokens": line.tokens_in + line.tokens_out,
        "cost": priced(line.cost, line.unpriced),
        "tickets": line.tickets,
        "per_ticket": priced(line.per_ticket, line.unpriced),
    }


def _allowance(one: Any) -> dict[str, Any]:
    """Of the plan; left None: without limit."""
    return {
        "name": ALLOWED[one.meter],
        "used": one.used + one.reserved,
        "limit": one.limit,
        "left": one.left,
        "percent": one.percent,
        "renews_on": one.renews_on,
    }


def _run(row: Any) -> dict[str, Any]:
    return {
        "at": row.created_at,
        "feature": FEATURES.get(row.kind, row.kind),
        "model": row.model or row.asked,
        "provider": row.provider,
        "tokens": row.tokens_in + row.tokens_out,
        "cost": priced(row.cost, row.unpriced),
        "state": row.get_state_display(),
        "ticket": row.ticket.number,
        "subject": row.ticket.subject,
    }


def _budget(one: Any) -> dict[str, Any]:
    return {
        "feature": FEATURES[one.feature or "all"],
        "span": _("today") if one.span == "day" else _("this month"),
        "taken": money(one.taken),
        "limit": money(one.limit),
        "percent": one.percent,
        "is_spent": one.is_spent,
    }


def _capped(feature: str, taken: dict[tuple[str, str], billing.Standing]) -> dict[str, Any]:
    """A row of the form; spent: of today and of this month."""
    counted = "" if feature == "all" else feature
    spent = {span: money(taken[counted, span].taken if (counted, span) in taken else 0) for span in SPANS}
    return {"key": feature, "name": FEATURES[feature], "spans": list(SPANS.items()), "spent": spent}


def _typed() -> dict[str, str]:
    caps = selectors.model_settings().caps
    return {name: _amount(caps.get(name.split("-")[0], {}).get(name.split("-")[1])) for name in CAPS}


def _amount(millionths: int | None) -> str:
    return "" if millionths is None else f"{(Decimal(millionths) / MILLION).normalize():f}"


def _caps(form: Form) -> dict[str, dict[str, int | None]]:
    """What was typed, in millionths; 0 stands for what is no amount, and is refused below."""
    wanted: dict[str, dict[str, int | None]] = {}
    for name in CAPS:
        feature, span = name.split("-")
        wanted.setdefault(feature, {})[span] = _millionths(form[name].strip().replace(",", "."))
    return wanted


def _millionths(text: str) -> int | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return 0
    return int(amount * MILLION) if amount.is_finite() and 0 < amount < 10**9 else 0


def _range(request: HttpRequest) -> tuple[date, date]:
    return selectors.bounded(_day(request.GET.get("from")), _day(request.GET.get("to")))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _runs(since: date, until: date, **more: str) -> str:
    query = urlencode({"from": since.isoformat(), "to": until.isoformat(), **more})
    return f"{reverse('settings:ai_cost_runs')}?{query}"
