"""/api/v1/contacts/ – customers; /api/v1/portal/… – their way in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import services as accounts
from core.accounts.api.shapes import TokensOut
from core.accounts.api.signing_in import tokens_for
from core.contacts import selectors, services
from core.contacts.api.inputs import ContactChange, ContactIn, ContactQuery, LinkIn, TokenIn
from core.contacts.api.shapes import ContactOut
from core.contacts.models import Contact
from core.contacts.selectors import CHANGE, VIEW
from core.doors.views import ANYONE, DeskView, DeskViewSet, Given, gives, takes
from tenants import limits
from tenants.http import address_of


class ContactViewSet(DeskViewSet):
    """Find, add and change customers."""

    lookup_field = "public_id"
    lookup_value_converter = "str"
    shows = ContactOut
    filters = ContactQuery
    ordering = ("name", "id")
    needs = {"list": VIEW, "retrieve": VIEW, "create": CHANGE, "partial_update": CHANGE}

    def get_queryset(self) -> QuerySet[Contact]:
        query = getattr(self, "query", None)
        return selectors.contacts(self.me, (query.q or "") if query else "")

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """One customer. 301 with `merged_into` for one who was merged into another."""
        try:
            return self.show(selectors.contact_by(self.me, kwargs["public_id"]))
        except selectors.MergedAway as moved:
            into = moved.data["merged_into"]
            where = {"Location": reverse("contact-detail", args=[into]), "Cache-Control": "no-store"}
            return Response({"merged_into": into}, 301, headers=where)  # a split brings the old one back

    @takes(ContactIn)
    def create(self, request: Request, data: Given, **kwargs: Any) -> Response:
        """The customer of this address; made when new, the known one otherwise."""
        return self.show(services.contact_for(data.email, data.name or "", by=self.me), 201)

    @takes(ContactChange)
    def partial_update(self, request: Request, data: Given, **kwargs: Any) -> Response:
        contact = selectors.contact_by(self.me, kwargs["public_id"], to=CHANGE)
        values = dict(data.sent)
        if (wanted := values.pop("automatic_mail", None)) is not None:
            contact = services.set_automatic_mail(contact, wanted, by=self.me)
        if values.get("company") is not None:
            values["company"] = selectors.company(self.me, values["company"])
        return self.show(services.update(contact, by=self.me, **values))


class PortalLinkView(DeskView):
    """Ask for a mailed sign-in link. The answer is the same whether we know the address or not."""

    needs = {"post": ANYONE}
    keeps_answers = False

    @takes(LinkIn)
    @gives(None, 204)
    def post(self, request: Request, data: Given) -> Response:
        limits.hit("auth", "portal", address_of(request._request))
        limits.hit("auth", "portal", data.email.lower())  # known or not: nobody's mailbox is flooded
        services.ask_portal_link(data.email)
        return self.done()


class PortalTokenView(DeskView):
    """Exchange the mailed token for API tokens of the customer. Works once."""

    needs = {"post": ANYONE}
    keeps_answers = False

    @takes(TokenIn)
    @gives(TokensOut)
    def post(self, request: Request, data: Given) -> Response:
        limits.hit("auth", "portal", address_of(request._request))
        contact, _ = services.open_portal(data.token)
        device, refresh = accounts.open_device(contact.actor, data.device or "")
        return Response(tokens_for(contact, device.public_id, refresh))
