"""The addresses on a customer's page: one form to add, one act on each, an undo for what was removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.contacts import selectors as contacts
from core.contacts import services
from portal.agent import customers, paths
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid

if TYPE_CHECKING:
    from core.contacts.models import Identity


@needs(contacts.CHANGE)
@require_POST
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """POST /desk/customers/ID/addresses/: email. Whose it is already is offered for a merge."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, form = contacts.contact_by(actor, public_id, to=contacts.CHANGE), Form.of(request, "email")
    try:
        added = services.add_address(row, form["email"], by=actor)
    except SAID_IN_FORM as refusal:
        other = refusal.data.get("contact", "")
        said = form.refused(refusal, {"__all__": "email"})
        return customers.page(request, row, said, status_of(refusal), other=other)
    flash(request, _("%(email)s is added. It is not verified yet.") % {"email": added.email})
    return redirect(paths.customer(public_id))


@needs(contacts.CHANGE)
@require_POST
def act(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """POST /desk/customers/ID/addresses/PK/: action main, proof, again or remove."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if (work := ACTS.get(request.POST.get("action", ""))) is None:
        raise Invalid
    row = contacts.contact_by(actor, public_id, to=contacts.CHANGE)
    try:
        flash(request, **work(contacts.address_of(row, pk), actor))
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
    return redirect(paths.customer(public_id))


@needs(contacts.CHANGE)
@require_POST
def restore(request: HttpRequest, token: str) -> HttpResponse:
    """POST /desk/customers/address/TOKEN/: the removed address is there again."""
    row = services.restore_address(token, by=request.actor)  # type: ignore[attr-defined]
    flash(request, _("The address is back."))
    return redirect(paths.customer(row.public_id))


def _main(address: Identity, by: Actor) -> dict[str, Any]:
    services.answer_to(address, by=by)
    return {"text": _("We answer to %(email)s from now on.") % {"email": address.email}}


def _proof(address: Identity, by: Actor) -> dict[str, Any]:
    services.ask_proof(address, by=by)
    return {"text": _("A mail with a link is on its way to %(email)s.") % {"email": address.email}}


def _again(address: Identity, by: Actor) -> dict[str, Any]:
    services.try_again(address, by=by)
    return {"text": _("Mail to %(email)s is sent again.") % {"email": address.email}}


def _remove(address: Identity, by: Actor) -> dict[str, Any]:
    token = services.remove_address(address, by=by)
    text = _("%(email)s is removed. Mail from there opens requests of a new customer.")
    return {
        "text": text % {"email": address.email},
        "undo_url": reverse("agent:address_restore", args=[token]),
    }


ACTS: dict[str, Callable[[Identity, Actor], dict[str, Any]]] = {
    "main": _main,
    "proof": _proof,
    "again": _again,
    "remove": _remove,
}
