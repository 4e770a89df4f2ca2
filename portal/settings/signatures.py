"""Signatures under answers: one's own, and, for who arranges the desk, that of each queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.accounts import selectors as accounts
from core.accounts import services as people
from core.desk import selectors, services, signatures, variables
from core.desk.rules import ARRANGE
from core.tickets.rules import REPLY
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, needs
from tenants.kernel.errors import Refused

if TYPE_CHECKING:
    from core.desk.models import Queue


@needs(REPLY)
@require_http_methods(["GET", "POST"])
def page_of_all(request: HttpRequest) -> HttpResponse:
    """GET shows all; POST saves one: `whose` is me or a queue's id. action=preview saves nothing."""
    if request.method == "GET":
        return _page(request)
    form, whose = Form.of(request, "signature"), request.POST.get("whose", "me")
    text = form["signature"].replace("\r\n", "\n")[: signatures.LONGEST]
    try:
        if request.POST.get("action") == "preview":
            variables.check(text, variables.KNOWN if whose == "me" else signatures.KNOWN)
            return _page(request, typed={whose: form})
        _save(request, whose, text)
    except SAID_IN_FORM as refusal:
        said = form.refused(refusal, {"__all__": "signature"})
        return _page(request, status_of(refusal), typed={whose: said})
    flash(request, _("Saved. It stands under answers from now on."))
    return redirect("settings:signatures")


def _save(request: HttpRequest, whose: str, text: str) -> None:
    by = actor_of(request)
    if whose == "me":
        variables.check(text)
        people.update_profile(accounts.myself(by), by=by, signature=text)
        return
    if not by.may(ARRANGE):
        raise Refused(permission=ARRANGE)
    row = selectors.queue(int(whose) if whose.isdecimal() and len(whose) < 10 else 0)
    services.save_queue(row, by=by, signature=text)


def _page(request: HttpRequest, status: int = 200, *, typed: dict[str, Form] | None = None) -> HttpResponse:
    """typed: what has been written but not saved, by whose it is."""
    by, typed = actor_of(request), typed or {}
    me = accounts.myself(by)
    values = _example(request, me)
    own = typed.get("me") or Form({"signature": me.signature})
    queues = selectors.queues() if by.may(ARRANGE) else ()
    context = {
        "own": {"form": own, "preview": signatures.under(own["signature"], "", values)},
        "queues": [_queue(row, own["signature"], values, typed) for row in queues],
        "variables": [(name, str(words)) for name, words in variables.KNOWN.items()],
        "name": me.name,
    }
    return page(request, "signatures", context, status)


def _queue(row: Queue, own: str, values: dict[str, str], typed: dict[str, Form]) -> dict[str, Any]:
    whose = str(row.pk)
    form = typed.get(whose) or Form({"signature": row.signature})
    preview = signatures.under(own, form["signature"], values)
    return {"id": row.pk, "name": row.name, "form": form, "preview": preview, "open": whose in typed}


def _example(request: HttpRequest, me: Any) -> dict[str, str]:
    return variables.of(
        customer=(_("Mara Lindqvist"), "mara@example.com", "Nordlicht GmbH"),
        ticket=("T-0042", _("Charged twice"), selectors.default_queue().name),
        agent=(me.name, me.email),
        organization=request.tenant.name,  # type: ignore[attr-defined]
    )
