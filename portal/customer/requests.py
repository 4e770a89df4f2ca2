"""A customer's requests: list, conversation, answer with files, "my question is answered".

People in copy find the request here, too, and answer; whether it is solved, its customer says. Unknown and
foreign numbers are told alike: not there. A form that is sent twice works once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.desk import selectors as desk
from core.files.services import Brought
from core.tickets import selectors, services
from core.tickets.services.words import Words
from portal.customer import shapes
from portal.customer.uploads import brought, kept
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.once import once
from portal.ui.own_fields import Words as WordsOf
from portal.ui.views import customer, flash, page_of, show
from tenants.kernel import ids
from tenants.kernel.errors import Conflict

if TYPE_CHECKING:
    from core.tickets.models import Ticket

PAGE = 25
CHANNEL = "portal"


class RequestClosed(Conflict):
    code = "request.closed"
    sentence = "This request is closed. Please open a new one."


@customer
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    rows = selectors.requests_of(request.contact.actor)  # type: ignore[attr-defined]
    found, neighbours = page_of(request, rows, PAGE)
    context = {"section": "requests", "requests": [shapes.request(row) for row in found], **neighbours}
    return show(request, "portal/customer/requests.html", context)


@customer
@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    ticket = selectors.request_of(request.contact.actor, number)  # type: ignore[attr-defined]
    if ticket.number != number:
        flash(request, _("This request goes on here, together with another one of yours."), "info")
        return HttpResponseRedirect(reverse("customer:request", args=[ticket.number]))
    return _page(request, ticket, Form())


@customer
@require_POST
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """Words, files, or only "solved" (by its customer). Those to a merged one go to what it goes on in."""
    ticket = selectors.request_of(request.contact.actor, number)  # type: ignore[attr-defined]
    form = Form.of(request, "body")
    solved = request.POST.get("then") == "solved" and not ticket.in_copy  # type: ignore[attr-defined]
    try:
        key = request.POST.get("idempotency_key", "")
        sent = brought(request.FILES.getlist("files"))
        who = request.contact.actor.ref  # type: ignore[attr-defined]
        address = once(who, key, lambda: _answer(request, ticket, form["body"], solved, sent))
    except SAID_IN_FORM as refusal:
        place = {"__all__": "body"} if refusal.code == "message.empty" else None
        return _page(request, ticket, form.refused(refusal, place), status_of(refusal))
    flash(
        request,
        _("Thank you. We have noted that this is solved.")
        if solved
        else _("Sent. We will answer by mail and here."),
    )
    return HttpResponseRedirect(address)


def _answer(request: HttpRequest, ticket: Ticket, body: str, solved: bool, sent: list[Brought]) -> str:
    contact = request.contact  # type: ignore[attr-defined]
    if body.strip() or sent or not solved:
        if not shapes.case(ticket)["can_reply"]:
            raise RequestClosed
        attachments = kept(sent, by=contact.actor)
        ticket = services.answer(
            ticket, Words(body), contact=contact, channel=CHANNEL, by=contact.actor, attachments=attachments
        )
    if solved:
        services.change(ticket, by=contact.actor, status=desk.default_status("resolved"))
    return reverse("customer:request", args=[ticket.number])


def _page(request: HttpRequest, ticket: Ticket, form: Form, status: int = 200) -> HttpResponse:
    contact = request.contact  # type: ignore[attr-defined]
    messages = selectors.thread(contact.actor, ticket)
    chat = shapes.chat(messages, selectors.files_of(messages), contact.pk, request.tenant.name)  # type: ignore[attr-defined]
    context = {
        "section": "requests",
        "case": shapes.case(ticket),
        "messages": chat,
        "told": _told(request, ticket),
        "form": form,
        "key": ids.token(16),
    }
    return show(request, "portal/customer/request.html", context, status)


def _told(request: HttpRequest, ticket: Ticket) -> list[tuple[str, str]]:
    """[(label, value)] of the organization's own fields that customers may read."""
    words = WordsOf(request)
    rows = selectors.fields_told(ticket)
    return [(words.label(one.field), words.value(one.field, one.value)) for one in rows]
