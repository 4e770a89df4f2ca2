"""Connecting a mailbox by consent: to the provider, and back from there. Two addresses, one session."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.mail import selectors, services
from core.mail.api.consent import opened_state, signed_state
from core.mail.rules import MANAGE
from core.mail.sources import consent
from portal.settings.frame import actor_of
from portal.ui.views import flash, needs
from tenants.selectors import is_platform_host, platform_site_url, platform_url

BEGUN = "mail_consent"  # in the session: what is needed when the owner comes back


@needs(MANAGE)
@never_cache
@require_GET
def begin(request: HttpRequest, pk: int, provider: str) -> HttpResponse:
    """Off to the provider. A link, because a form may not lead to another site.

    From a domain of the organization's own it goes to the platform's host first, where it is begun, once
    they have signed in there: what the provider sends back goes to no other.
    """
    if not is_platform_host(request.get_host()):
        return HttpResponseRedirect(platform_site_url(request.tenant, request.path))  # type: ignore[attr-defined]
    box, _row = selectors.source_of(actor_of(request), pk)
    nonce, callback = secrets.token_urlsafe(16), platform_url(consent.CALLBACK)
    state = signed_state(request.get_host(), nonce)
    address, verifier = consent.ask(provider, callback, box.address, state)
    request.session[BEGUN] = {
        "nonce": nonce,
        "verifier": verifier,
        "callback": callback,
        "provider": provider,
        "mailbox": pk,
    }
    return HttpResponseRedirect(address)


@needs(MANAGE)
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Only who began here, and only once: the state must carry this session's nonce."""
    begun: dict[str, Any] | None = request.session.pop(BEGUN, None)
    _host, nonce = opened_state(request.GET.get("state", ""))
    if begun is None or not constant_time_compare(nonce, begun["nonce"]):
        flash(request, _("This sign-in was not begun here, or took too long. Begin it again."), "error")
        return redirect("settings:mailboxes")
    box, _row = selectors.source_of(actor_of(request), begun["mailbox"])
    code = request.GET.get("code", "")
    if not code:
        flash(request, _("The provider gave no consent. Nothing was changed."), "error")
        return redirect("settings:source", pk=box.pk)
    services.connect_by_consent(
        box, begun["provider"], by=actor_of(request), username=box.address, code=code,
        verifier=begun["verifier"], callback=begun["callback"],
    )  # fmt: skip
    flash(request, _("Connected. The first look into the mailbox is under way."))
    return redirect("settings:source", pk=box.pk)
