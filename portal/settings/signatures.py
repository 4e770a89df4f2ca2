"""Signatures under answers: one's own, and, for who arranges the desk, that of each queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.accounts import selectors as accounts
from core.accounts import services as people
from core.desk import selectors, services, signatures, variables
from core.desk.rules import ARRANGE
from core.tickets.rules import REPLY
from portal.settings import wordings
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
    return redirect(f"{reverse('settings:signatures')}?language={wordings.chosen(request)}")


def _save(request: HttpRequest, whose: str, text: str) -> None:
    by = actor_of(request)
    if whose == "me":
        variables.check(text)
        me = accounts.myself(by)
        people.update_profile(me, by=by, **_worded(request, me, text))
        return
    if not by.may(ARRANGE):
        raise Refused(permission=ARRANGE)
    row = selectors.queue(int(whose) if whose.isdecimal() and len(whose) < 10 else 0)
    services.save_queue(row, by=by, **_worded(request, row, text))


def _worded(request: HttpRequest, row: signatures.Signed, text: str) -> dict[str, Any]:
    """The value for the service: the text itself, or one in a further language."""
    language = wordings.chosen(request)
    if language == wordings.own_of(request):
        return {"signature": text}
    return {"signature_in": {**row.signature_in, language: text}}


def _text(request: HttpRequest, row: signatures.Signed) -> str:
    """What stands in the field: the wording of this tab, empty where there is none."""
    language = wordings.chosen(request)
    is_own = language == wordings.own_of(request)
    return str(row.signature if is_own else row.signature_in.get(language, ""))


def _page(request: HttpRequest, status: int = 200, *, typed: dict[str, Form] | None = None) -> HttpResponse:
    """typed: what has been written but not saved, by whose it is."""
    by, typed = actor_of(request), typed or {}
    me = accounts.myself(by)
    values = _example(request, me)
    own = typed.get("me") or Form({"signature": _text(request, me)})
    queues = selectors.queues() if by.may(ARRANGE) else ()
    signed: list[signatures.Signed] = [me, *queues]
    worded = {language for row in signed for language in row.signature_in}
    context = {
        "own": {"form": own, "preview": signatures.under(_seen(request, me, own), "", values)},
        "queues": [_queue(request, row, _seen(request, me, own), values, typed) for row in queues],
        "variables": [(name, str(words)) for name, words in variables.KNOWN.items()],
        "name": me.name,
        **wordings.tabs(request, worded),
    }
    return page(request, "signatures", context, status)


def _seen(request: HttpRequest, row: signatures.Signed, form: Form) -> str:
    """What a reader of this tab's language gets: the field, else the wording that takes its place."""
    language, own = wordings.chosen(request), wordings.own_of(request)
    return form["signature"] if form["signature"].strip() else signatures.of(row, language, own)


def _queue(
    request: HttpRequest, row: Queue, own: str, values: dict[str, str], typed: dict[str, Form]
) -> dict[str, Any]:
    whose = str(row.pk)
    form = typed.get(whose) or Form({"signature": _text(request, row)})
    preview = signatures.under(own, _seen(request, row, form), values)
    return {"id": row.pk, "name": row.name, "form": form, "preview": preview, "open": whose in typed}


def _example(request: HttpRequest, me: Any) -> dict[str, str]:
    return variables.of(
        customer=(_("Mara Lindqvist"), "mara@example.com", "Nordlicht GmbH"),
        ticket=("T-0042", _("Charged twice"), selectors.default_queue().name),
        agent=(me.name, me.email),
        organization=request.tenant.name,  # type: ignore[attr-defined]
    )
