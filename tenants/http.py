"""The web's door: host -> tenant -> search path, log tags and request id.

Hosts are looked up once and kept for HOST_TTL in this process: a page costs no query for it,
and a suspension is felt within that time. An unknown host gets 404 and touches nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import set_urlconf
from django.utils import translation
from django.utils.module_loading import import_string

from tenants import context
from tenants.domains import onward
from tenants.kernel import ids, memory
from tenants.models import Domain, Tenant
from tenants.rules import Door, Pass
from tenants.watching import Visit, visiting

HOST_TTL = 10.0  # seconds; how long a suspension may take to be felt by a running process
CLOSED = {Pass.LATER: "not_ready", Pass.SHUT: "suspended", Pass.GONE: "gone"}  # for the whole site
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
Answer = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Site:
    """What a host name leads to. primary: the host that links of this organization name; "" for none."""

    tenant: Tenant
    domain: Domain
    primary: str


class HostBook:
    """Host name -> site, remembered for HOST_TTL seconds. Only verified hosts stand in the table."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Site | None]] = {}

    def tenant_of(self, host: str) -> Tenant | None:
        site = self.site_of(host)
        return site.tenant if site else None

    def site_of(self, host: str) -> Site | None:
        found = self._known.get(host)
        if found and found[0] > time.monotonic():
            return found[1]
        with context.shared():
            site = _site(host)
        if len(self._known) > 10_000:  # strangers' hosts must not fill the memory
            self._known.clear()
        self._known[host] = (time.monotonic() + HOST_TTL, site)
        return site

    def forget(self) -> None:
        """After a domain or a state changed in this process, and between tests."""
        self._known.clear()


def _site(host: str) -> Site | None:
    """One statement: the host's row with all other hosts of its organization."""
    rows = Domain.objects.select_related("tenant", "claim").filter(tenant__domains__domain=host)
    domains = list(rows)
    here = next((row for row in domains if row.domain == host), None)
    if here is None:
        return None
    primary = onward.primary_of(domains)
    return Site(here.tenant, here, primary.domain if primary else "")


hosts = HostBook()
memory.droppable(hosts.forget)


class VisitMiddleware:
    """Gives the request an id (a well-formed one of the proxy is kept) and tags every log line."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if _REQUEST_ID.match(sent) else ids.public_id()
        request.request_id = request_id  # type: ignore[attr-defined]
        tags = {"request_id": request_id, "path": request.path}
        with (
            visiting(Visit(request_id, address_of(request))),
            structlog.contextvars.bound_contextvars(**tags),
        ):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class TenantMiddleware:
    """Enters the host's tenant for the time of the request, and leaves it after."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            host = request.get_host().rsplit(":", 1)[0].lower().removesuffix(".")
        except DisallowedHost:
            return _page("host_unknown", request)
        site = hosts.site_of(host)
        if site is None:
            return _page("host_unknown", request)
        return self._answer(request, site)

    def _answer(self, request: HttpRequest, site: Site) -> HttpResponse:
        row = site.tenant
        request.tenant = row  # type: ignore[attr-defined]
        request.domain = site.domain  # type: ignore[attr-defined]
        is_platform = row.schema_name == "public"
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF if is_platform else settings.ROOT_URLCONF  # type: ignore[attr-defined]
        set_urlconf(request.urlconf)  # type: ignore[attr-defined]
        if not is_platform and (page := CLOSED.get(row.at(Door.PAGE))):
            return _page(page, request)
        if to := onward.onward(request, site.domain, site.primary):
            return HttpResponseRedirect(to)  # 302: browsers keep a permanent one, also a mistaken one
        with context.tenant(row), structlog.contextvars.bound_contextvars(tenant=row.schema_name):
            return self.get_response(request)


class LanguageMiddleware:
    """The tenant's language unless the visitor's own choice (set later by a face) is known."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        row: Tenant | None = getattr(request, "tenant", None)
        language = row.language if row and row.schema_name != "public" else settings.LANGUAGE_CODE
        with translation.override(language):
            return self.get_response(request)


def address_of(request: HttpRequest) -> str:
    """The visitor's address: the last hop our own proxies vouch for, never a header of his."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = int(settings.TRUSTED_PROXIES)
    if trusted and len(hops) >= trusted:
        return str(hops[-trusted])[:45]
    return str(request.META.get("REMOTE_ADDR") or "")


def _page(name: str, request: HttpRequest) -> HttpResponse:
    """An error page of the portal, named in settings so that this storey imports nothing above."""
    view = import_string(settings.ERROR_PAGES[name])
    response: HttpResponse = view(request)
    return response
