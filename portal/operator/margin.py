"""What each organization's plan brings and what its models cost us, month by month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from billing import selectors
from portal.operator import sessions
from portal.operator.sessions import operator
from portal.ui.money import money
from portal.ui.views import page_of, show, with_query
from tenants.kernel import clock

PAGE = 100
PAYING = ("active", "past_due")


@operator
@never_cache
@require_GET
def margin(request: HttpRequest) -> HttpResponse:
    """?month=2026-11. Organizations that cost most come first; own endpoints of theirs cost us nothing."""
    month = _month(request.GET.get("month", ""))
    agreed, costs = selectors.subscriptions_by_tenant(), selectors.costs_by_tenant(month)
    names = selectors.names_of(agreed.keys() | costs.keys())
    rows = [_row(names[pk], agreed.get(pk), costs.get(pk)) for pk in names]
    rows.sort(key=lambda row: (-row["cost"], row["name"].lower()))
    found, neighbours = page_of(request, rows, PAGE)
    later, earlier = _around(month)
    me = sessions.current(request)
    context: dict[str, Any] = {
        "me": {"name": me.name, "email": me.email} if me else {},
        "rows": [_shown(row) for row in found],
        "month": month,
        "total": _shown(_sum(rows)),
        "knows_prices": bool(settings.PLAN_PRICES),
        "earlier_url": with_query(request, month=earlier.strftime("%Y-%m"), page=None),
        "later_url": with_query(request, month=later.strftime("%Y-%m"), page=None) if later else None,
        **neighbours,
    }
    return show(request, "portal/operator/margin.html", context)


def _row(named: tuple[str, str], agreed: Any, cost: selectors.Costs | None) -> dict[str, Any]:
    """Millionths. revenue None: the plan's price is not known here."""
    public_id, name = named
    price = settings.PLAN_PRICES.get(agreed.plan.code) if agreed else None
    paid = agreed is not None and agreed.state in PAYING
    return {
        "public_id": public_id,
        "name": name,
        "plan": agreed.plan.name if agreed else "",
        "seats": agreed.seats if agreed else 0,
        "revenue": round(price * agreed.seats * 1_000_000) if price is not None and paid else None,
        "cost": cost.platform if cost else 0,
        "own": cost.used - cost.platform if cost else 0,
        "calls": cost.calls if cost else 0,
        "tickets": cost.tickets if cost else 0,
    }


def _sum(rows: list[dict[str, Any]]) -> dict[str, Any]:
    known = [row["revenue"] for row in rows if row["revenue"] is not None]
    sums = {name: sum(row[name] for row in rows) for name in ("cost", "own", "calls", "seats", "tickets")}
    return {"public_id": "", "name": "", "plan": "", **sums, "revenue": sum(known) if known else None}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    revenue, cost = row["revenue"], row["cost"]
    return row | {
        "revenue": None if revenue is None else money(revenue),
        "cost": money(cost),
        "own": money(row["own"]),
        "per_ticket": money(round((cost + row["own"]) / row["tickets"])) if row["tickets"] else None,
        "margin": None if revenue is None else money(revenue - cost),
        "is_loss": revenue is not None and cost > revenue,
    }


def _month(text: str) -> date:
    """The month that was asked for, this one when that makes no sense."""
    today = clock.now().date().replace(day=1)
    try:
        return min(date.fromisoformat(f"{text}-01"), today)
    except ValueError:
        return today


def _around(month: date) -> tuple[date | None, date]:
    """(the month after, None for the running one; the month before)."""
    after = (month + timedelta(days=32)).replace(day=1)
    return after if after <= clock.now().date() else None, (month - timedelta(days=1)).replace(day=1)
