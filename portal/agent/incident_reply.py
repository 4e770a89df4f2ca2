"""One reply to all tickets of an incident: composed once, looked at for one, sent, watched, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ai import selectors as ai
from ai.services import incidents as services
from core.accounts import selectors as accounts
from core.desk import selectors as desk
from core.desk import services as used
from core.desk import variables
from core.tickets import services as verbs
from core.tickets.rules import REPLY, VIEW
from portal.agent.incident_letters import replies
from portal.ui.forms import Form, status_of
from portal.ui.views import fragment, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid, Refusal

if TYPE_CHECKING:
    from ai.models import Incident
    from core.tickets.models import Ticket

BASE = "portal/agent/"
Context = dict[str, Any]


@needs(REPLY)
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /desk/incidents/PK/preview/ with text and shown (a number): how it reads there. Sends nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    ai.incident(actor, pk, REPLY)
    text = request.POST.get("text", "")[:100_000]
    try:
        variables.check(text)
        [ticket] = ai.tickets_by_number(actor, [request.POST.get("shown", "")[:10]], REPLY)
        reading = services.filled(text, ticket, accounts.myself(actor))
    except Refusal as refusal:
        context: Context = {"error": refusal.message}
        return fragment(request, f"{BASE}_incident_preview.html", context, status_of(refusal))
    context = {
        "label": ticket.label,
        "to": verbs.address_for(ticket),
        "subject": ticket.subject,
        "text": reading,
        "copies": verbs.copies_of(ticket),
    }
    return fragment(request, f"{BASE}_incident_preview.html", context)


@needs(VIEW)
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """GET /desk/incidents/PK/replies/: what became of the letters, while some are under way."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = ai.incident(actor, pk)
    context = replies(actor, row, ai.members(actor, row), whole_reply(request))
    return fragment(request, f"{BASE}_incident_replies.html", context)


def answer(actor: Actor, row: Incident, form: Form) -> str:
    """Send what was composed to the ticked tickets. Returns what to say."""
    chosen = ai.tickets_by_number(actor, form.data["chosen"], REPLY)
    services.answer(row, form["text"], chosen, then=form["then"], by=actor, key=form["key"])
    return ngettext("%(num)d reply is on its way.", "%(num)d replies are on their way.", len(chosen)) % {
        "num": len(chosen)
    }


def more(actor: Actor, row: Incident, form: Form) -> str:
    """The same to the tickets that came later."""
    reply = ai.incident_reply(actor, row, form["reply"])
    chosen = ai.tickets_by_number(actor, form.data["chosen"], REPLY)
    services.answer_more(reply, chosen, by=actor)
    return _("The same is on its way to them.")


def retry(actor: Actor, row: Incident, form: Form) -> str:
    """One letter once more."""
    reply = ai.incident_reply(actor, row, form["reply"])
    ticket = _one(actor, form)
    services.retry(reply, ticket, by=actor)
    return _("It is tried again.")


def undo(actor: Actor, row: Incident, form: Form) -> str:
    """Take one letter back before it leaves; its words are a draft in its ticket."""
    reply = ai.incident_reply(actor, row, form["reply"])
    ticket = _one(actor, form)
    message = next((one.message for one in reply.letters.all() if one.ticket_id == ticket.pk), None)
    if message is None:
        raise Invalid
    verbs.withdraw(message, by=actor)
    return _("Taken back from %(ticket)s. The words are a draft there.") % {"ticket": ticket.label}


def undo_all(actor: Actor, row: Incident, form: Form) -> str:
    """Take the whole reply back, as far as it has not left."""
    number = services.take_back(ai.incident_reply(actor, row, form["reply"]), by=actor)
    if not number:
        return _("All of them have left already. Nothing was taken back.")
    return ngettext("%(num)d letter was taken back.", "%(num)d letters were taken back.", number) % {
        "num": number
    }


def canned(actor: Actor, row: Incident, form: Form) -> None:
    """Put a canned reply, its variables as they are, under what is written. Nothing is sent."""
    if form["canned"].isdecimal():
        reply = desk.canned_reply_by(actor, int(form["canned"]))
        form.data["text"] = f"{form['text'].rstrip()}\n\n{reply.body}".strip()
        used.use_canned_reply(reply)


def turn(actor: Actor, row: Incident, form: Form) -> None:
    """Another page of the list: what was typed and ticked stays. Nothing is sent."""


def tick_all(actor: Actor, row: Incident, form: Form) -> None:
    """Tick every ticket, of all pages."""
    form.data["chosen"] = [str(one.number) for one in ai.members(actor, row)]


def tick_none(actor: Actor, row: Incident, form: Form) -> None:
    """Tick none."""
    form.data["chosen"] = []


def tick_waiting(actor: Actor, row: Incident, form: Form) -> None:
    """Tick who waits for an answer, as the page does at first."""
    del form.data["chosen"]


ACTS: dict[str, Callable[[Actor, Any, Form], str | None]] = {
    "turn": turn,
    "tick_all": tick_all,
    "tick_none": tick_none,
    "tick_waiting": tick_waiting,
    "answer": answer,
    "more": more,
    "retry": retry,
    "undo": undo,
    "undo_all": undo_all,
    "canned": canned,
}


def _one(actor: Actor, form: Form) -> Ticket:
    """The one ticket that is named. Invalid, NoSuchTicket, Refused."""
    if len(form.data["chosen"]) != 1:
        raise Invalid
    return ai.tickets_by_number(actor, form.data["chosen"], REPLY)[0]


def chosen(request: HttpRequest) -> list[str]:
    """Numbers of the ticked tickets: boxes of this page of the list, and what travels from its others."""
    elsewhere = request.POST.get("elsewhere", "")[: 11 * ai.MOST_MEMBERS].split(",")
    ticked = [*request.POST.getlist("tickets"), *filter(None, elsewhere)]
    return [number[:10] for number in ticked[: ai.MOST_MEMBERS]]


def whole_reply(request: HttpRequest) -> str:
    """The reply (id) of which all letters are wanted, "" for none."""
    asked = request.GET.get("letters", "")
    return asked if asked.isdecimal() and len(asked) < 12 else ""
