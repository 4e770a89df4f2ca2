"""Two customers are one person: look for the other one, see what would move, merge, split back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.contacts import likely, services
from core.contacts import selectors as contacts
from core.tickets import selectors as tickets
from portal.agent import paths, shell
from portal.ui.forms import SAID_IN_FORM, status_of
from portal.ui.views import flash, fragment, needs, show
from portal.ui.words import language_name
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refusal

if TYPE_CHECKING:
    from core.contacts.models import Contact

FOUND = 20
COUNTED = {  # belonging -> words for how many of them move
    "contacts.identity.contact": gettext_lazy("Addresses"),
    "tickets.ticket.contact": gettext_lazy("Tickets"),
    "automation.recurrence.contact": gettext_lazy("Recurring tickets"),
    "tickets.message.author_contact": gettext_lazy("Messages"),
    "tickets.participant.contact": gettext_lazy("Parts in tickets of others"),
}
FIELDS = {
    "name": gettext_lazy("Name"),
    "company": gettext_lazy("Company"),
    "language": gettext_lazy("Language"),
    "time_zone": gettext_lazy("Time zone"),
}


@needs(contacts.CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/customers/ID/merge/: ?q= looks for the other one, ?other=ID shows both. POST merges.

    The one of the address stays; ?other may be turned round by a link.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    stays = contacts.contact_by(actor, public_id, to=contacts.CHANGE)
    other = (request.POST if request.method == "POST" else request.GET).get("other", "")[:24]
    if not other:
        return _search(request, actor, stays)
    gone = contacts.contact_by(actor, other, to=contacts.CHANGE)
    if request.method == "GET":
        return _preview(request, stays, gone)
    return _merge(request, actor, stays, gone)


@needs(contacts.CHANGE)
@require_POST
def split(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """POST /desk/customers/ID/split/PK/: the merged one is there again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    stays = contacts.contact_by(actor, public_id, to=contacts.CHANGE)
    try:
        back = services.split_contacts(likely.merge_of(stays, pk), by=actor)
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
        return redirect(paths.customer(public_id))
    text = _("%(name)s is a customer of their own again. What came after the merge stays with %(other)s.")
    flash(request, text % {"name": back, "other": stays})
    return redirect(paths.customer(back.public_id))


@needs(contacts.CHANGE)
@require_GET
def alike(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET /desk/customers/ID/likely/: who may be the same person; loaded after the page."""
    return _alike(request, contacts.contact_by(request.actor, public_id))  # type: ignore[attr-defined]


@needs(contacts.CHANGE)
@require_POST
def apart(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/customers/ID/apart/: other is somebody else; nobody is asked again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = contacts.contact_by(actor, public_id, to=contacts.CHANGE)
    services.keep_apart(row, contacts.contact_by(actor, request.POST.get("other", "")[:24]), by=actor)
    return _alike(request, row)


def _alike(request: HttpRequest, row: Contact) -> HttpResponse:
    found = [_person(one) for one in likely.maybe_same(row)]
    return fragment(request, "portal/agent/_likely.html", {"likely": found, "customer": _person(row)})


def _merge(request: HttpRequest, actor: Actor, stays: Contact, gone: Contact) -> HttpResponse:
    take = tuple(name for name in FIELDS if request.POST.get(f"take_{name}") == "other")
    fields = tuple("company_id" if name == "company" else name for name in take)
    try:
        row = services.merge_contacts(
            gone, into=stays, by=actor, take=fields, share=request.POST.get("share") == "1"
        )
    except (services.ShowsTickets, services.BlockedDiffer) as refusal:
        return _preview(request, stays, gone, refusal)
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
        return redirect(f"{reverse('agent:customer_merge', args=[stays.public_id])}?other={gone.public_id}")
    undo = reverse("agent:customer_split", args=[stays.public_id, row.pk])
    flash(request, _("%(name)s is merged into this customer.") % {"name": gone}, undo_url=undo)
    return redirect(paths.customer(stays.public_id))


def _search(request: HttpRequest, actor: Actor, stays: Contact) -> HttpResponse:
    query = request.GET.get("q", "")[:100]
    rows = contacts.contacts(actor, query)[: FOUND + 1] if query.strip() else likely.maybe_same(stays)
    found = [_person(one) for one in rows if one.pk != stays.pk][:FOUND]
    context = {"customer": _person(stays), "found": found, "query": query, "other": None}
    return show(request, "portal/agent/customer_merge.html", shell.around(request, "customers") | context)


def _preview(
    request: HttpRequest, stays: Contact, gone: Contact, refusal: Refusal | None = None
) -> HttpResponse:
    """Both, and what would move. After a refusal what was chosen stays chosen, by the numbers of now."""
    seen = likely.preview(gone, stays)
    counts = tickets.counts_of((stays.pk, gone.pk))
    context = {
        "customer": _person(stays) | {"tickets": counts.get(stays.pk, 0)},
        "other": _person(gone) | {"tickets": counts.get(gone.pk, 0)},
        "moves": [(words, seen.counts[key]) for key, words in COUNTED.items() if seen.counts.get(key)],
        "conflicts": [
            (name, FIELDS[name], *(_shown(name, value) for value in pair))
            for name, pair in seen.conflicts.items()
        ],
        "has_notes": bool(gone.notes.strip()),
        "unproved": seen.unproved,
        "taken": [name for name in FIELDS if request.POST.get(f"take_{name}") == "other"],
        "shares": request.POST.get("share") == "1",
        "error": refusal.message if refusal else None,
        "is_unseen": isinstance(refusal, services.ShowsTickets),
        "sharing": [
            {"company": one.company.name, "people": one.people, "shown": one.shown, "seen": one.seen}
            for one in seen.sharing
        ],
        "turned_url": f"{reverse('agent:customer_merge', args=[gone.public_id])}?other={stays.public_id}",
        "found": [],
        "query": "",
    }
    status = status_of(refusal) if refusal else 200
    around = shell.around(request, "customers")
    return show(request, "portal/agent/customer_merge.html", around | context, status)


def _shown(name: str, value: str) -> str:
    return language_name(value) if name == "language" else value


def _person(row: Contact) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "url": paths.customer(row.public_id),
        "name": str(row),
        "email": row.email,
        "company": row.company.name if row.company else "",
        "since": row.created_at,
        "is_blocked": row.is_blocked,
    }
