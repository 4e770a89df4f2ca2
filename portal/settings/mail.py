"""Addresses of the organization: what becomes tickets, and how the mail comes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.desk import selectors as desk
from core.mail import selectors, services
from core.mail.hooks.providers import PROVIDERS
from core.mail.rules import MANAGE
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import choices, flash, needs
from tenants.kernel.errors import NotFound

if TYPE_CHECKING:
    from core.mail.models import Mailbox

PAGE = 25
ACTS: dict[str, Callable[..., object]] = {
    "default": services.make_default,
    "confirm": partial(services.set_confirming, wanted=True),
    "keep_silent": partial(services.set_confirming, wanted=False),
    "tell_merges": partial(services.set_telling, wanted=True),
    "hush_merges": partial(services.set_telling, wanted=False),
    "remove": services.remove_mailbox,
}
for _mode, _words in selectors.same_cases():
    ACTS[f"same_{_mode}"] = partial(services.set_same_case, wanted=_mode)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def mailboxes(request: HttpRequest) -> HttpResponse:
    """The addresses, and a form for one more. A part without @ is one of our own domain."""
    form = Form.of(request, "address", "queue", "sender_name")
    if request.method == "GET":
        return _mailboxes(request, form)
    typed = form["address"].strip()
    address = typed if "@" in typed else f"{typed}@{_domain(request)}"
    try:
        queue = desk.queue(int(form["queue"])) if form["queue"].isdecimal() else desk.default_queue()
        services.add_mailbox(address, queue, by=actor_of(request), name=form["sender_name"])
    except SAID_IN_FORM as refusal:
        return _mailboxes(request, form.refused(refusal, {"__all__": "address"}), status_of(refusal))
    flash(request, _("Mail to %(address)s becomes tickets from now on.") % {"address": address})
    return redirect("settings:mailboxes")


@needs(MANAGE)
@require_POST
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one the sender of replies, confirm new requests or not, or take no more mail for it."""
    by = actor_of(request)
    row = selectors.mailboxes(by).filter(pk=pk).first()
    act = ACTS.get(request.POST.get("action", ""))
    if row is None or act is None:
        raise NotFound
    try:
        act(row, by=by)
        flash(request, _("Saved."))
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
    return redirect("settings:mailboxes")


def _mailboxes(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    arrived, boxes = selectors.last_arrivals(), selectors.mailboxes(actor_of(request))
    context = {
        "mailboxes": [_mailbox(row, arrived.get(row.address)) for row in boxes],
        "queues": choices((row.pk, row.name) for row in desk.queues()),
        "mail_domain": _domain(request),
        "same_cases": selectors.same_cases(),
        "form": form,
    }
    return page(request, "mailboxes", context, status)


def _domain(request: HttpRequest) -> str:
    return f"{request.tenant.slug}.{settings.PLATFORM_DOMAIN}"  # type: ignore[attr-defined]


def _mailbox(row: Mailbox, last_at: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "address": row.address,
        "sender_name": row.name,
        "queue": row.queue.name,
        **_state(row, last_at),
        "is_default": row.is_default,
        "confirms": row.confirms,
        "tells_merges": row.tells_merges,
        "same_case": row.same_case,
        "last_at": last_at,
    }


def _state(row: Mailbox, last_at: Any) -> dict[str, Any]:
    """By what is fetched or brought, where it is; else by what came. trouble: the page about it.

    way: how its mail comes in. success_at, failures, until: how that goes, and when its access ends.
    """
    source, hook = getattr(row, "source", None), getattr(row, "hook", None)
    health: dict[str, Any] = {"reason": "", "trouble": "", "way": "", "failures": 0, "until": None}
    if hook is not None:
        health |= {"way": PROVIDERS[hook.provider].label, "success_at": hook.last_success_at}
    if source is not None:
        health |= {"way": source.host, "success_at": source.last_success_at, "failures": source.failures}
        health["until"] = selectors.access_until(source)
    if source is not None and source.health == source.Health.FAILING:
        return health | {"state": "failing", "reason": source.last_error, "trouble": "settings:source"}
    if hook is not None and hook.last_error:
        return health | {"state": "failing", "reason": hook.last_error, "trouble": "settings:hook"}
    is_working = last_at or (source is not None and source.health == source.Health.OK)
    return health | {"state": "ok" if is_working else "waiting"}
