"""Customers: who has written, and everything one of them asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.contacts import likely, services
from core.contacts import selectors as contacts
from core.tickets import selectors as tickets
from portal.agent import paths, shell
from portal.agent.codes import PRIORITIES, status
from portal.ui.forms import Form
from portal.ui.views import flash, needs, page_of, show
from portal.ui.words import language_name
from tenants.kernel.actor import Actor

if TYPE_CHECKING:
    from core.contacts.models import Contact, ContactMerge, Identity

PAGE = 50
DETAILS = ("name", "company", "notes")
NOTHING: dict[str, Any] = {"open": 0, "total": 0, "last_at": None}


@needs(contacts.VIEW)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """GET /desk/customers/?q=. Two queries whatever their number."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    query = request.GET.get("q", "")[:100]
    found, neighbours = page_of(request, contacts.contacts(actor, query), PAGE)
    figures = _figures(actor, [row.pk for row in found])
    rows = [_customer(row) | figures.get(row.pk, NOTHING) for row in found]
    context = {"customers": rows, "query": query, **neighbours}
    return show(request, "portal/agent/customers.html", shell.around(request, "customers") | context)


@needs(contacts.VIEW)
@require_GET
def card(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/customers/ID/: the person and their tickets, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        return page(request, contacts.contact_by(actor, public_id), Form())
    except contacts.MergedAway as moved:  # for now: a split brings the old one back
        return redirect(paths.customer(moved.data["merged_into"]))


@needs(contacts.CHANGE)
@require_POST
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/customers/ID/save/: name, company (its name, or nothing), notes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = contacts.contact_by(actor, public_id, to=contacts.CHANGE)
    details = Form.of(request, *DETAILS)
    name = details["company"].strip()
    try:
        company = contacts.company_named(actor, name) if name else None
    except contacts.NoSuchCompany:
        said = _("There is no company of this name, or more than one. Choose it on the page Companies.")
        details.errors["company"] = [said]
        return page(request, row, Form(), 422, details=details)
    services.update(
        row, by=actor, name=details["name"][:150], company=company, notes=details["notes"][:10_000]
    )
    flash(request, _("Saved."))
    return redirect(paths.customer(public_id))


@needs(contacts.CHANGE)
@require_POST
def silence(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/customers/ID/silence/: wanted=yes|no, whether the desk may write to them by itself."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = contacts.contact_by(actor, public_id, to=contacts.CHANGE)
    is_wanted = request.POST.get("wanted") == "yes"
    services.set_automatic_mail(row, is_wanted, by=actor)
    flash(
        request, _("Automatic mail leaves again.") if is_wanted else _("No automatic mail leaves any more.")
    )
    return redirect(paths.customer(public_id))


def page(
    request: HttpRequest,
    row: Contact,
    form: Form,
    status: int = 200,
    *,
    other: str = "",
    details: Form | None = None,
) -> HttpResponse:
    """customer.html. form: the address to add; other: whose it is, public id; details: as typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = tickets.inbox(actor, tickets.Filters(state="all", contact=row.pk, order="newest"))
    found, neighbours = page_of(request, rows, PAGE)
    merge_url = reverse("agent:customer_merge", args=[row.public_id])
    context = {
        "customer": _customer(row) | _figures(actor, [row.pk]).get(row.pk, NOTHING),
        "tickets": [_ticket(one) for one in found],
        "addresses": [_address(row, one) for one in contacts.addresses(row)],
        "may_change": actor.may(contacts.CHANGE),
        "form": form,
        "details": details or _details(row),
        "other_url": f"{merge_url}?other={other}" if other else "",
        "merges": [_merged(one) for one in likely.merges_of(row)],
        **neighbours,
    }
    return show(request, "portal/agent/customer.html", shell.around(request, "customers") | context, status)


def _figures(actor: Actor, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """{contact id: {"open", "total", "last_at"}} of the tickets the reader may see."""
    rows = tickets.visible(actor).filter(contact__in=ids, merged_into=None).order_by().values("contact")
    counted = rows.annotate(
        open=Count("pk", filter=Q(is_finished=False)), total=Count("pk"), last_at=Max("last_message_at")
    )
    return {row["contact"]: dict(row) for row in counted}


def _customer(row: Contact) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "url": paths.customer(row.public_id),
        "name": row.name or row.email or str(row),
        "email": row.email,
        "company": row.company.name if row.company else None,
        "company_url": paths.company(row.company_id) if row.company_id else "",
        "language": language_name(row.language),
        "since": row.created_at,
        "silent_since": row.silent_since,
        "silent_why": row.get_silent_why_display(),
    }


def _address(row: Contact, one: Identity) -> dict[str, Any]:
    """state: verified, unverified (of a colleague's word alone) or first (it wrote to us first)."""
    state = "verified" if one.verified_at else "unverified" if one.is_added else "first"
    return {
        "id": one.pk,
        "email": one.email,
        "is_main": one.email.lower() == row.email.lower(),
        "state": state,
        "verified_at": one.verified_at,
        "undeliverable_at": one.undeliverable_at,
    }


def _merged(one: ContactMerge) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": str(one.merged),
        "by": one.by_name,
        "at": one.merged_at,
        "until": one.until,
    }


def _details(row: Contact) -> Form:
    return Form({"name": row.name, "company": row.company.name if row.company else "", "notes": row.notes})


def _ticket(row: Any) -> dict[str, Any]:
    return {
        "url": paths.ticket(row.number),
        "subject": row.subject,
        "label": row.label,
        "status": status(row),
        "priority": PRIORITIES[row.priority],
        "at": row.last_message_at,
    }
