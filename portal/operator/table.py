"""The table of organizations: filtered, sorted and paged in SQL, with the same queries for 2 and 2,000.

Seats in use stand inside the organizations' own schemas; the table shows what portal.count_seats
remembered within the last minutes, and the page of one organization counts anew.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from billing import rules, selectors
from billing.plans import Bundle
from portal.tasks import SEATS
from portal.ui.views import page_of, with_query
from tenants import selectors as tenants
from tenants.kernel import clock
from tenants.models import Tenant

PAGE = 50
STATES = {
    "trial": Q(state="trial"),
    "active": Q(state="active"),
    "past_due": Q(state__in=("past_due", "restricted")),
    "suspended": Q(state="suspended"),
    "leaving": Q(state="leaving"),
}
SORTS = {
    "name": "name",
    "plan": "subscription__plan__rank",
    "seats": "subscription__seats",
    "trial": "subscription__trial_ends_at",
    "messages": "messages",
    "ai": "ai_runs",
    "created": "id",
}


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows. Unknown filters and sorts are left out."""
    query, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    rows = _matching(query)
    counts = rows.aggregate(total=Count("pk"), **{name: Count("pk", filter=q) for name, q in STATES.items()})
    if state in STATES:
        rows = rows.filter(STATES[state])
    found, neighbours = page_of(request, _sorted(request, _with_figures(rows)), PAGE)
    return {
        "organizations": shown(list(found)),
        "columns": _columns(request),
        "filters": _filters(request, counts, state),
        "total": counts["total"],
        "query": query,
        "state": state,
        **neighbours,
    }


def shown(rows: list[Tenant]) -> list[dict[str, Any]]:
    """The rows as the templates want them; one look into the cache for all seats."""
    seats, free = _seats(rows), selectors.entitled(None) if rows else Bundle()
    return [_row(row, seats.get(row.pk), free) for row in rows]


def one(public_id: str) -> Tenant:
    """With its figures of this month. NoSuchTenant."""
    row = tenants.organization(public_id)
    return _with_figures(tenants.organizations().filter(pk=row.pk)).get()


def _matching(query: str) -> QuerySet[Tenant]:
    rows = tenants.organizations().select_related("subscription__plan")
    return rows.filter(Q(name__icontains=query) | Q(slug__icontains=query)) if query else rows


def _with_figures(rows: QuerySet[Tenant]) -> QuerySet[Tenant]:
    """messages and ai_runs: of the allowance months that began in this calendar month."""
    month = Q(usage_months__period__range=rules.month_of(_today()))
    return rows.select_related("subscription__plan").annotate(
        messages=Sum("usage_months__used", filter=month & Q(usage_months__meter="messages"), default=0),
        ai_runs=Sum("usage_months__used", filter=month & Q(usage_months__meter="ai_messages"), default=0),
    )


def _sorted(request: HttpRequest, rows: QuerySet[Tenant]) -> QuerySet[Tenant]:
    name, falls = _sort(request)
    key = F(SORTS[name])
    return rows.order_by(key.desc(nulls_last=True) if falls else key.asc(nulls_last=True), "-id")


def _sort(request: HttpRequest) -> tuple[str, bool]:
    """("messages", True) from ?sort=-messages; the newest first without one."""
    text = request.GET.get("sort", "")
    name = text.lstrip("-")
    return (name, text.startswith("-")) if name in SORTS else ("created", True)


def _columns(request: HttpRequest) -> list[dict[str, Any]]:
    names = (
        ("name", _("Organization"), False),
        ("plan", _("Plan"), False),
        ("", _("State"), False),
        ("seats", _("Seats"), True),
        ("trial", _("Trial ends"), True),
        ("messages", _("Messages"), True),
        ("ai", _("AI runs"), True),
        ("created", _("Created"), True),
    )
    current, falls = _sort(request)
    return [
        {
            "name": words,
            "number": number,
            "url": with_query(request, page=None, sort=key if key == current and falls else f"-{key}")
            if key
            else None,
            "sort": ("descending" if falls else "ascending") if key == current else None,
        }
        for key, words, number in names
    ]


def _filters(request: HttpRequest, counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    names = {
        "": _("All"),
        "trial": _("Trial"),
        "active": _("Active"),
        "past_due": _("Payment due"),
        "suspended": _("Suspended"),
        "leaving": _("Leaving"),
    }
    return [
        {
            "name": words,
            "url": with_query(request, page=None, state=key),
            "on": key == (state if state in STATES else ""),
            "count": counts[key or "total"],
        }
        for key, words in names.items()
    ]


def _row(row: Tenant, seats: int | None, free: Bundle) -> dict[str, Any]:
    agreed = getattr(row, "subscription", None)
    bundle = agreed.bundle if agreed and agreed.entitled else free
    return {
        "public_id": row.public_id,
        "name": row.name,
        "slug": row.slug,
        "address": f"{row.slug}.{settings.PLATFORM_DOMAIN}",
        "url": reverse("operator:organization", args=[row.public_id]),
        "plan": agreed.plan.name if agreed else "–",
        "state": row.state,
        "state_name": row.get_state_display(),
        "seats_used": "–" if seats is None else seats,
        "seats_limit": bundle.limit("agents"),
        "trial_ends_at": agreed.trial_ends_at if agreed and agreed.state == "trial" else None,
        "messages": row.messages,  # type: ignore[attr-defined]  # annotated
        "ai_runs": row.ai_runs,  # type: ignore[attr-defined]
        "ai_limit": bundle.limit("ai_messages"),
        "created_at": row.created_at,
    }


def _seats(rows: list[Tenant]) -> dict[int, int]:
    try:
        known = cache.get_many([SEATS.format(row.pk) for row in rows])
    except Exception:  # Redis away: the table shows a dash
        return {}
    return {row.pk: known[key] for row in rows if (key := SEATS.format(row.pk)) in known}


def _today() -> date:
    return clock.now().date()
