"""How mail leaves in the organization's own name: records of its domains, its own mail server or provider."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.mail import selectors, services
from core.mail.hooks.trackers import TRACKERS
from core.mail.rules import MANAGE
from core.mail.sending.providers import PROVIDERS
from portal.settings.frame import actor_of, page
from portal.ui.forms import SAID_IN_FORM, Form, status_of
from portal.ui.views import flash, fragment, needs
from tenants.kernel.errors import NotFound

FIELDS = ("protection", "host", "port", "username")
PROTECTIONS = {"starttls": (True, "587"), "tls": (False, "465")}  # ours: STARTTLS, the usual port
NAMES = {"server": "host", "password": "password", "port": "port"}


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def sending(request: HttpRequest) -> HttpResponse:
    """Domains and server; POST sets a domain up, or saves, tries or drops the server or provider."""
    by, relay = actor_of(request), selectors.own_relay(actor_of(request))
    action = request.POST.get("action", "save")
    if request.method == "GET":
        return _page(request, relay, Form(_typed(relay)))
    if action == "set_up":
        return _set_up(request)
    if action == "check" and relay:
        services.check_relay(relay, by=by)
        return redirect("settings:sending")
    if action == "trial" and relay:
        _send_trial(request)
        return redirect("settings:sending")
    if action == "drop" and relay:
        services.drop_relay(relay, by=by)
        flash(request, _("Mail leaves through our server again."))
        return redirect("settings:sending")
    return _save(request, relay)


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def domain(request: HttpRequest, pk: int) -> HttpResponse:
    """One domain: the records to set and what was seen; POST looks again or ends it."""
    row = selectors.sending_domain(actor_of(request), pk)
    if request.method == "GET":
        return page(request, "sending_domain", {"page": "sending", "item": shown(row)})
    action, by = request.POST.get("action", ""), actor_of(request)
    if action == "check":
        services.ask_look(row, by=by)
        return redirect("settings:sending_domain", pk=pk)
    if action == "remove":
        services.remove_domain(row, by=by)
        flash(request, _("Mail of %(name)s is signed no more.") % {"name": row.name})
        return redirect("settings:sending")
    raise NotFound


@needs(MANAGE)
@never_cache
@require_GET
def domain_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a domain's page that changes while DNS is asked."""
    row = selectors.sending_domain(actor_of(request), pk)
    return fragment(request, "portal/settings/_sending_records.html", {"item": shown(row)})


@needs(MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def provider(request: HttpRequest, provider: str) -> HttpResponse:
    """What one provider must be told; POST uses it from now on and sends a test mail."""
    kind = PROVIDERS.get(provider)
    if kind is None:
        raise NotFound
    relay, by = selectors.own_relay(actor_of(request)), actor_of(request)
    is_used = bool(relay and relay.provider == provider)
    if request.method == "GET":
        return _provider_page(request, kind, is_used, Form(dict(relay.options) if relay and is_used else {}))
    if relay and is_used and request.POST.get("action") == "key":
        return _set_key(request, kind, relay)
    form = Form.of(request, "place", *(field.name for field in kind.fields))
    try:
        services.use_provider(provider, form.data, by=by)
    except services.BadProvider as refusal:
        place = str(refusal.data.get("field"))
        return _provider_page(
            request, kind, is_used, form.refused(refusal, {"__all__": place}), status_of(refusal)
        )
    _send_trial(request)
    return redirect("settings:sending")


@needs(MANAGE)
@never_cache
@require_GET
def relay_state(request: HttpRequest) -> HttpResponse:
    """How the server is doing, alone: asked for while it is tried."""
    relay = selectors.own_relay(actor_of(request))
    if relay is None:
        raise NotFound
    return fragment(request, "portal/settings/_relay_state.html", _relay(request, relay))


def shown(row: Any) -> dict[str, Any]:
    """What the pages say about a domain: each record with its finding and what stands there instead."""
    records = [
        {
            "code": record.code,
            "name": record.name,
            "value": record.value,
            "is_wanted": record.is_wanted,
            "finding": getattr(row, record.code),
            "seen": row.seen.get(record.code, ""),
        }
        for record in selectors.sending_records(row)
    ]
    return {
        "id": row.pk,
        "name": row.name,
        "records": records,
        "is_looking": row.asked_at is not None,
        "looked_at": row.looked_at,
        "is_signed": row.dkim == "fine",
    }


def _set_up(request: HttpRequest) -> HttpResponse:
    try:
        row = services.set_up_domain(request.POST.get("name", ""), by=actor_of(request))
    except SAID_IN_FORM as refusal:
        flash(request, refusal.message, "error")
        return redirect("settings:sending")
    return redirect("settings:sending_domain", pk=row.pk)


def _save(request: HttpRequest, relay: Any) -> HttpResponse:
    form = Form.of(request, *FIELDS)
    starttls, usual = PROTECTIONS.get(form["protection"], PROTECTIONS["starttls"])
    port = form["port"].strip() or usual
    try:
        services.use_relay(
            by=actor_of(request), host=form["host"], is_plain_start=starttls, username=form["username"],
            port=int(port) if port.isascii() and port.isdecimal() else 0,
            secret=request.POST.get("password", ""),
        )  # fmt: skip
    except services.BadRelay as refusal:
        place = {"__all__": NAMES.get(str(refusal.data.get("field")), "__all__")}
        return _page(request, relay, form.refused(refusal, place), status_of(refusal))
    flash(request, _("Saved. We are signing in there to see whether it works."))
    return redirect("settings:sending")


def _send_trial(request: HttpRequest) -> None:
    try:
        letter = services.send_trial(by=actor_of(request))
    except services.NoOwnAddress as refusal:
        flash(request, refusal.message, "error")
    else:
        flash(request, _("A test mail to %(address)s is on its way.") % {"address": letter.recipient})


def _relay(request: HttpRequest, relay: Any) -> dict[str, Any]:
    """The way out and how it is doing. is_trying: the answer of a sign-in or a test mail is awaited."""
    trial = selectors.last_trial(actor_of(request)) if relay else None
    is_on_its_way = trial is not None and trial.state == "queued"
    is_new = relay is not None and relay.health == "new"
    is_trying = is_on_its_way or (is_new and not relay.provider)
    return {"relay": relay, "trial": trial, "is_trying": is_trying}


def _provider_page(
    request: HttpRequest, kind: Any, is_used: bool, form: Form, status: int = 200
) -> HttpResponse:
    relay = selectors.own_relay(actor_of(request)) if is_used else None
    context = {
        "page": "sending",
        "kind": kind,
        "places": [(key, label) for key, (label, _url) in kind.places.items()],
        "is_used": is_used,
        "events": told(relay, request.build_absolute_uri("/")) if relay else None,
        "form": form,
    }
    return page(request, "sending_provider", context, status)


def told(relay: Any, site: str) -> dict[str, Any] | None:
    """What the page says about delivery events, if there are any. Its address carries the password."""
    if (tracker := TRACKERS.get(relay.provider)) is None:
        return None
    return {
        "where": tracker.where,
        "signs": tracker.signs,
        "has_key": bool(relay.events_secret),
        "address": selectors.events_address(relay, site),
        "count": relay.events,
        "last_at": relay.last_event_at,
        "error": relay.events_error,
        "refused_at": relay.events_refused_at,
    }


def _set_key(request: HttpRequest, kind: Any, relay: Any) -> HttpResponse:
    try:
        services.set_events_key(relay, request.POST.get("key", ""), by=actor_of(request))
    except services.BadProvider as refusal:
        form = Form(dict(relay.options) | {"key": ""}).refused(refusal, {"__all__": "key"})
        return _provider_page(request, kind, True, form, status_of(refusal))
    flash(request, _("Saved. Events are taken from now on."))
    return redirect("settings:sending_provider", provider=kind.name)


def _typed(relay: Any) -> dict[str, Any]:
    if relay is None or relay.provider:
        return {"protection": "starttls", "host": "", "port": "", "username": ""}
    return {
        "protection": "starttls" if relay.is_plain_start else "tls",
        "host": relay.host,
        "port": str(relay.port),
        "username": relay.username,
    }


def _page(request: HttpRequest, relay: Any, form: Form, status: int = 200) -> HttpResponse:
    set_up = {row.name: shown(row) for row in selectors.sending_domains(actor_of(request))}
    context = {
        "domains": [{"name": name, "item": set_up.pop(name, None)} for name in selectors.own_domains()],
        "left_over": list(set_up.values()),
        "providers": [(one.name, one.label) for one in PROVIDERS.values()],
        **_relay(request, relay),
        "form": form,
        "protections": [("starttls", _("STARTTLS")), ("tls", _("TLS from the first byte"))],
    }
    return page(request, "sending", context, status)
