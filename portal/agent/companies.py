"""Companies: whose people they are, by which mail domains they join, and what is open for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.contacts import selectors as contacts
from core.contacts import services
from core.tickets import selectors as tickets
from portal.agent import paths, shell
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs, page_of, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused

if TYPE_CHECKING:
    from core.contacts.models import Company, Contact

PAGE = 50
NAMED = 8  # people a preview names
BETWEEN = re.compile(r"[\s,;]+")
FIELDS = ("name", "domains", "shares_tickets")
PLACES = {
    "company.bad_domain": "domains",
    "company.free_mail": "domains",
    "company.too_many_domains": "domains",
    "company.domain_taken": "domains",
    "company.no_name": "name",
}


@needs(contacts.VIEW)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """GET /desk/companies/?q=; POST makes a new one. Three queries whatever their number."""
    actor = _actor(request)
    if request.method == "GET":
        return _listing(request, Form())
    if not actor.may(contacts.CHANGE):
        raise Refused(permission=contacts.CHANGE)
    form = Form.of(request, *FIELDS)
    try:
        made = services.save_company(None, by=actor, **_values(form))
    except SAID_IN_FORM as refusal:
        return _listing(request, _refused(form, refusal), status_of(refusal))
    flash(request, _("%(name)s is added.") % {"name": made.name})
    return redirect(paths.company(made.pk))


@needs(contacts.VIEW)
@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/companies/PK/; ?merge=PK shows what merging that company into this one would do."""
    row = contacts.company(_actor(request), pk)
    return _card(request, row, _filled(row), other=request.GET.get("merge", ""))


@needs(contacts.CHANGE)
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/companies/PK/save/: name, domains, shares_tickets; join yes or no once the preview asked."""
    actor = _actor(request)
    row, form = contacts.company(actor, pk, to=contacts.CHANGE), Form.of(request, *FIELDS)
    join = request.POST.get("join", "")
    try:
        if not join and (preview := _preview(row, form)):
            return _card(request, row, form, preview=preview)
        services.save_company(row, by=actor, joins=join != "no", **_values(form))
    except SAID_IN_FORM as refusal:
        other = str(refusal.data.get("company", ""))
        return _card(request, row, _refused(form, refusal), status_of(refusal), other=other)
    flash(request, _("Saved."))
    return redirect(paths.company(pk))


@needs(contacts.CHANGE)
@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/companies/PK/people/: email joins, or leave (public id) leaves."""
    actor = _actor(request)
    row = contacts.company(actor, pk, to=contacts.CHANGE)
    try:
        flash(
            request, _leave(request, row, actor) if "leave" in request.POST else _enter(request, row, actor)
        )
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
    return redirect(paths.company(pk))


@needs(contacts.CHANGE)
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/companies/PK/merge/: other (id) is merged into this one."""
    actor = _actor(request)
    row = contacts.company(actor, pk, to=contacts.CHANGE)
    other = contacts.company(actor, _number(request.POST.get("other", "")), to=contacts.CHANGE)
    try:
        services.merge_companies(other, into=row, by=actor)
        flash(request, _("%(name)s is merged into this company.") % {"name": other.name})
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
    return redirect(paths.company(pk))


@needs(contacts.CHANGE)
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/companies/PK/delete/: typed must be its name."""
    actor = _actor(request)
    row = contacts.company(actor, pk, to=contacts.CHANGE)
    if request.POST.get("typed", "").strip() != row.name:
        flash(request, _("Type the name of the company to remove it. Nothing was removed."), "error")
        return redirect(paths.company(pk))
    services.delete_company(row, by=actor)
    flash(
        request, _("%(name)s is removed. Its people are still there, without a company.") % {"name": row.name}
    )
    return redirect("agent:companies")


def _enter(request: HttpRequest, row: Company, by: Actor) -> str:
    contact = services.contact_for(request.POST.get("email", ""), by=by)
    services.update(contact, by=by, company=row)
    return _("%(name)s belongs to this company now.") % {"name": contact}


def _leave(request: HttpRequest, row: Company, by: Actor) -> str:
    contact = contacts.contact_by(by, request.POST["leave"][:24], to=contacts.CHANGE)
    if contact.company_id == row.pk:
        services.update(contact, by=by, company=None)
    return _("%(name)s belongs to no company now.") % {"name": contact}


def _preview(row: Company, form: Form) -> dict[str, Any] | None:
    """Who would join by the new domains; None when nobody would."""
    known = {domain.name for domain in row.domains.all()}
    new = [name for name in services.clean_domains(BETWEEN.split(form["domains"])) if name not in known]
    people = contacts.joiners(new)
    if not new or not (count := people.count()):
        return None
    return {"domains": new, "count": count, "people": [_person(one) for one in people[:NAMED]]}


def _listing(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    actor, query = _actor(request), request.GET.get("q", "")[:100]
    found, neighbours = page_of(request, contacts.companies(actor, query), PAGE)
    open_of = _open(actor, [row.pk for row in found])
    context = {
        "companies": [_company(row, open_of) for row in found],
        "query": query,
        "form": form,
        "may_change": actor.may(contacts.CHANGE),
        **neighbours,
    }
    frame = shell.around(request, "customers")
    return show(request, "portal/agent/companies.html", frame | context, status)


def _card(
    request: HttpRequest,
    row: Company,
    form: Form,
    status: int = 200,
    *,
    preview: dict[str, Any] | None = None,
    other: str = "",
) -> HttpResponse:
    actor = _actor(request)
    found, neighbours = page_of(request, contacts.people_of(row), PAGE)
    merging = (
        contacts.companies(actor).filter(pk=_number(other)).exclude(pk=row.pk).first() if other else None
    )
    context = {
        "company": _company(row, _open(actor, [row.pk])),
        "people": [_person(one) for one in found],
        "form": form,
        "preview": preview,
        "merging": merging and _company(merging, {}),
        "may_change": actor.may(contacts.CHANGE),
        **neighbours,
    }
    frame = shell.around(request, "customers")
    return show(request, "portal/agent/company.html", frame | context, status)


def _open(actor: Actor, ids: list[int]) -> dict[int, int]:
    """{company id: open tickets of its people} that the reader may see."""
    rows = tickets.visible(actor).filter(contact__company__in=ids).order_by().values_list("contact__company")
    return dict(rows.annotate(open=Count("pk", filter=Q(is_finished=False))))


def _company(row: Company, open_of: dict[int, int]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": paths.company(row.pk),
        "name": row.name,
        "domains": [domain.name for domain in row.domains.all()],
        "shares_tickets": row.shares_tickets,
        "people": row.people,  # type: ignore[attr-defined]
        "open": open_of.get(row.pk, 0),
        "since": row.created_at,
    }


def _person(row: Contact) -> dict[str, Any]:
    url = paths.customer(row.public_id)
    return {"id": row.public_id, "url": url, "name": str(row), "email": row.email}


def _filled(row: Company) -> Form:
    domains = "\n".join(domain.name for domain in row.domains.all())
    return Form({"name": row.name, "domains": domains, "shares_tickets": "1" if row.shares_tickets else ""})


def _values(form: Form) -> dict[str, Any]:
    return {
        "name": form["name"],
        "domains": BETWEEN.split(form["domains"]),
        "shares_tickets": bool(form["shares_tickets"]),
    }


def _refused(form: Form, refusal: Any) -> Form:
    place = PLACES.get(refusal.code)
    return form.refused(refusal, {"__all__": place} if place else None)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
