"""A new request, from a signed-in customer or from somebody who leaves an address for the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.contacts.services import contact_for
from core.desk import selectors as desk
from core.files.services import Brought
from core.tickets import selectors, services
from core.tickets.services.words import Words
from portal.customer.articles import BESIDE, found
from portal.customer.requests import CHANNEL
from portal.customer.uploads import brought, kept
from portal.ui import own_fields as own
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.once import once
from portal.ui.views import anyone, flash, fragment, show
from tenants import limits
from tenants.http import address_of
from tenants.kernel import ids
from tenants.kernel.errors import Refused, TooMany

if TYPE_CHECKING:
    from core.contacts.models import Contact
    from core.desk.models import Field

EMPTY = "Please fill this in."


class Blocked(Refused):
    code = "request.refused"
    sentence = "We cannot take a request from this address."


@anyone
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, Form({"subject": request.GET.get("subject", "")[:255], "body": ""}))
    contact = request.contact or None  # type: ignore[attr-defined]
    form = Form.of(request, "subject", "body", *(() if contact else ("name", "email")))
    if form.missing(_(EMPTY), *form.data):
        return _page(request, form, 422)
    typed = own.sent(request, _asked())
    own.with_fields(form, _asked(), typed)
    try:
        who = contact.actor.ref if contact else address_of(request)
        limits.hit("ticket_create", who)
        sent = brought(request.FILES.getlist("files"))
        address = once(
            who, request.POST.get("idempotency_key", ""), lambda: _open(request, contact, form, sent, typed)
        )
    except SAID_IN_FORM as refusal:
        place = {"contact.bad_email": "email", "message.empty": "body"}.get(refusal.code, "__all__")
        return _page(request, form.refused(refusal, {"__all__": place}), status_of(refusal))
    flash(request, _("We have your request. A confirmation with its number is on its way by mail."))
    return HttpResponseRedirect(address)


@anyone
@require_GET
def own_fields(request: HttpRequest) -> HttpResponse:
    """GET /help/requests/new/fields/: what is asked for, as what is chosen so far has it."""
    return fragment(request, "portal/customer/_request_fields.html", {"own_fields": _own_fields(request)})


def _asked() -> list[Field]:
    """The organization's own fields that customers fill in."""
    return [one for one in desk.fields() if one.customer_asks]


def _own_fields(request: HttpRequest) -> list[dict[str, Any]]:
    if not (asked := _asked()):
        return []
    typed = own.sent(request, asked)
    return own.controls(request, selectors.to_open(asked, typed, channel=CHANNEL), typed)


def _open(
    request: HttpRequest, contact: Contact | None, form: Form, sent: list[Brought], typed: dict[str, Any]
) -> str:
    """Where to go on: the request, or the front for somebody who is not signed in."""
    writer = contact or contact_for(form["email"], form["name"])
    if writer.is_blocked:
        raise Blocked
    attachments = kept(sent, by=writer.actor)
    ticket, _message = services.open_ticket(
        writer,
        form["subject"],
        Words(form["body"]),
        channel=CHANNEL,
        by=writer.actor,
        attachments=attachments,
        address="" if contact else form["email"].strip().lower(),
        fields=typed,
    )
    return reverse("customer:request", args=[ticket.number]) if contact else reverse("customer:home")


def _page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "section": "new",
        "form": form,
        "own_fields": _own_fields(request),
        "articles": _beside(request, form),
        "key": ids.token(16),
    }
    return show(request, "portal/customer/request_new.html", context, status)


def _beside(request: HttpRequest, form: Form) -> list[dict[str, object]]:
    """Articles that may answer it; a limit on searching is no reason not to take the request."""
    try:
        return found(request, form["subject"], BESIDE)
    except TooMany:
        return []
