"""/api/v1/domains/ – own domains, for owners. The address with us has the id `platform`."""

from __future__ import annotations

from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.api import serializers, shapes
from core.accounts.rules import MANAGE_DOMAINS
from core.doors.views import DeskViewSet, gives, takes
from tenants import context
from tenants.domains import entries, selectors, services
from tenants.models import DomainClaim

OWNERS = ("list", "retrieve", "create", "partial_update", "destroy", "check", "primary")


class DomainViewSet(DeskViewSet):
    """A domain is claimed, proven by a TXT record, and then serves the help centre and the desk."""

    pagination_class = None  # type: ignore[assignment]  # a short list
    lookup_field = "public_id"
    lookup_value_converter = "str"
    shows = shapes.DomainOut
    needs = dict.fromkeys(OWNERS, MANAGE_DOMAINS)

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(entries.entries(context.current_tenant()))

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """One domain, with the DNS records it needs."""
        return self._shown(self._claim(kwargs["public_id"]))

    @takes(serializers.DomainIn)
    def create(self, request: Request, data: Any) -> Response:
        """Claim a domain. It serves nothing before DNS has proven it; the first look begins at once."""
        row = services.add(context.current_tenant(), data.host, by=self.me)
        return self._shown(self._claim(row.public_id), 201)

    @takes(serializers.DomainChangeIn)
    def partial_update(self, request: Request, public_id: str, data: Any) -> Response:
        """Change what it looks like, and whether visitors are sent on."""
        claim = self._claim(public_id)
        brand = {key: data.sent[f"brand_{key}"] for key in ("name", "color") if f"brand_{key}" in data.sent}
        if brand and claim is not None:
            services.brand(claim, by=self.me, **brand)
        if data.redirects is not None:
            services.set_redirect(context.current_tenant(), claim, data.redirects, by=self.me)
        return self._shown(self._claim(public_id))

    def destroy(self, request: Request, public_id: str) -> Response:
        """Take it off the list. It leads nowhere from now on."""
        services.remove(self._own(public_id), by=self.me)
        return self.done()

    @gives(shapes.DomainOut)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, public_id: str) -> Response:
        """Look at DNS now; read the domain again after some seconds for the answer."""
        services.ask_look(self._own(public_id), by=self.me)
        return self._shown(self._claim(public_id))

    @gives(shapes.DomainOut)
    @action(detail=True, methods=["post"])
    def primary(self, request: Request, public_id: str) -> Response:
        """Links in mails and pages name this domain from now on."""
        services.make_primary(context.current_tenant(), self._claim(public_id), by=self.me)
        return self._shown(self._claim(public_id))

    def _claim(self, public_id: str) -> DomainClaim | None:
        """None: our own address. NoSuchDomain."""
        return None if public_id == entries.PLATFORM else self._own(public_id)

    def _own(self, public_id: str) -> DomainClaim:
        return selectors.claim(context.current_tenant(), public_id)

    def _shown(self, claim: DomainClaim | None, status: int = 200) -> Response:
        own = entries.platform_entry(context.current_tenant())
        return self.show(own if claim is None else entries.entry(claim), status)
