"""Merging tickets: choose the other one, see what would happen, do it, take it back.

A dialog for who has JavaScript, a page for who has not; both are one form. It is opened from a ticket
(then the other one is searched for) and from the list (then all of them are chosen already).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from core.mail import selectors as mail
from core.tickets import selectors as tickets
from core.tickets import services
from core.tickets.rules import CHANGE, MOST_COPIES, MOST_MERGED
from portal.agent import paths, shell
from portal.agent.codes import status
from portal.ui.views import flash, fragment, is_htmx, needs, show
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

if TYPE_CHECKING:
    from core.tickets.models import Ticket

BASE = "portal/agent/"
Context = dict[str, Any]


@needs(CHANGE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/merge/?tickets=1,2&into=1; ?q= searches. POST merges and leads to the ticket that goes on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        return _merge(request, actor)
    if "q" in request.GET:
        return fragment(request, f"{BASE}_candidates.html", _found(request, actor))
    return _shown(request, _context(actor, request.GET.get("tickets", ""), request.GET.get("into", "")))


@needs(CHANGE)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """POST /desk/merge/undo/?tickets=2,3: each is a ticket of its own again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    numbers = numbers_in(request.GET.get("tickets", ""))
    if not numbers:
        raise Invalid
    rows = [row for number in numbers if (row := tickets.merge_of(actor, number))]
    if not rows:  # pressed twice
        return HttpResponseRedirect(paths.ticket(int(numbers[0])))
    services.unmerge_all(rows, by=actor)
    said = ngettext(
        "%(tickets)s is a ticket of its own again. What was written since stays here.",
        "%(tickets)s are tickets of their own again. What was written since stays here.",
        len(rows),
    )
    flash(request, said % {"tickets": ", ".join(row.merged.label for row in rows)})
    return HttpResponseRedirect(paths.ticket(rows[0].survivor.number))


@needs(CHANGE)
@require_POST
def apart(request: HttpRequest, number: int) -> HttpResponse:
    """POST /desk/tickets/N/apart/: it is another case than the one that was named. The bars again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    services.keep_apart(tickets.ticket_for(actor, number, CHANGE), by=actor)
    if not is_htmx(request):
        return HttpResponseRedirect(paths.ticket(number))
    return HttpResponse("")


def _merge(request: HttpRequest, actor: Actor) -> HttpResponse:
    given = {**request.GET.dict(), **request.POST.dict()}
    numbers, into = numbers_in(given.get("tickets", "")), given.get("into", "")
    try:
        survivor, others = _chosen(actor, [*numbers, into], into)
        rows = services.merge_all(others, into=survivor, by=actor, **_said(given))
    except (Conflict, services.CannotMerge) as refusal:
        context = _context(actor, ",".join(numbers), into) | {"error": refusal.message}
        context |= {"join": given.get("join") == "yes"} | _ticked(given)
        return show(request, f"{BASE}merge.html", shell.around(request, "inbox") | context, refusal.status)
    labels = ", ".join(ticket.label for ticket in others[:3]) + ("…" if len(others) > 3 else "")
    said = ngettext(
        "%(tickets)s was merged into this ticket.", "%(tickets)s were merged into this ticket.", len(rows)
    )
    flash(request, said % {"tickets": labels}, undo_url=undo_url([ticket.number for ticket in others]))
    return HttpResponseRedirect(paths.ticket(survivor.number))


def _said(given: dict[str, str]) -> dict[str, Any]:
    """What was chosen on the form. Without the question whether to tell, the mailbox decides."""
    return {"join": given.get("join") == "yes", "tell": _ticked(given).get("tell")}


def _ticked(given: dict[str, str]) -> dict[str, bool]:
    """The box "Tell the customer", where the form has one."""
    return {"tell": given.get("tell") == "yes"} if given.get("asks") == "tell" else {}


def _shown(request: HttpRequest, context: Context) -> HttpResponse:
    if is_htmx(request):
        return fragment(request, f"{BASE}_merge_dialog.html", context)
    return show(request, f"{BASE}merge.html", shell.around(request, "inbox") | context)


def _context(actor: Actor, numbers: str, into: str) -> Context:
    """With one ticket the other is asked for, with several what would happen is shown."""
    chosen = tickets.living(tickets.tickets_to_merge(actor, numbers_in(numbers)))
    if not chosen:
        raise Invalid
    survivor = next((one for one in chosen if str(one.number) == into), chosen[0])
    listed = ",".join(str(one.number) for one in chosen)
    context: Context = {
        "numbers": listed,
        "into": survivor.number,
        "error": None,
        "address": f"{reverse('agent:merge')}?{urlencode({'tickets': listed})}",
    }
    if len(chosen) == 1:
        return context | {
            "step": "search",
            "ticket": brief(chosen[0]),
            "found": _offers(actor, chosen[0], ""),
        }
    others = [one for one in chosen if one.pk != survivor.pk]
    plan = tickets.preview(survivor, others)
    return context | {
        "step": "preview",
        "choices": [brief(one) | {"on": one.pk == survivor.pk} for one in chosen],
        "survivor": survivor.label,
        "moves": sum(plan.messages.values()),
        "others": ", ".join(one.label for one in others[:5]) + ("…" if len(others) > 5 else ""),
        "strangers": sorted({str(one.contact) for one in plan.strangers}),
        "tell": not plan.strangers and mail.tells_merges(survivor.queue_id),
        "customer": str(survivor.contact),
        "warnings": _warnings(plan),
    }


def _warnings(plan: tickets.Preview) -> list[str]:
    told = []
    if plan.reopens:
        told.append(_("%(ticket)s is finished. It opens again.") % {"ticket": plan.survivor.label})
    if plan.wakes:
        told.append(_("The customer wrote last: %(ticket)s opens again.") % {"ticket": plan.survivor.label})
    if plan.leaving:
        said = ngettext(
            "%(count)d reply has not left yet. It leaves from here, unless it is taken back.",
            "%(count)d replies have not left yet. They leave from here, unless they are taken back.",
            plan.leaving,
        )
        told.append(said % {"count": plan.leaving})
    if plan.left_out:
        said = _("Replies go to %(most)d people in copy at most; %(count)d more are left out.")
        told.append(said % {"most": MOST_COPIES, "count": plan.left_out})
    return told


def _found(request: HttpRequest, actor: Actor) -> Context:
    ticket = _chosen(actor, [request.GET.get("tickets", "")], "")[0]
    return {"found": _offers(actor, ticket, request.GET.get("q", "")[:200]), "numbers": str(ticket.number)}


def _offers(actor: Actor, ticket: Ticket, text: str) -> list[Context]:
    return [brief(one) for one in tickets.candidates(actor, ticket, text)]


def brief(ticket: Ticket) -> Context:
    """A ticket as a line of a dialog."""
    return {
        "number": ticket.number,
        "label": ticket.label,
        "subject": ticket.subject,
        "who": str(ticket.contact),
        "status": status(ticket),
        "at": ticket.last_message_at,
        "created_at": ticket.created_at,
    }


def _chosen(actor: Actor, numbers: Sequence[str], into: str) -> tuple[Ticket, list[Ticket]]:
    """(the one that goes on, the others)"""
    rows = tickets.tickets_to_merge(actor, [number for number in numbers if number])
    if not rows:
        raise services.CannotMerge(limit=MOST_MERGED)
    survivor = next((one for one in rows if str(one.number) == into), rows[0])
    return survivor, [one for one in rows if one.pk != survivor.pk]


def numbers_in(text: str) -> list[str]:
    """Ticket numbers of a parameter, at most one more than may be merged at once."""
    return [part for part in text.split(",")[: MOST_MERGED + 1] if part.isdecimal() and len(part) < 10]


def undo_url(numbers: Sequence[int]) -> str:
    return f"{reverse('agent:unmerge')}?{urlencode({'tickets': ','.join(map(str, numbers))})}"
