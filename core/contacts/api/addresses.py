"""/api/v1/contacts/ID/addresses/ – the addresses of one customer."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from core.contacts import selectors, services
from core.contacts.api.inputs import AddressChange, AddressIn
from core.contacts.api.shapes import ContactAddress
from core.contacts.models import Identity
from core.contacts.selectors import CHANGE, VIEW
from core.doors.views import DeskView, Given, gives, takes


class AddressesView(DeskView):
    """All addresses of a customer; the main one first."""

    needs = {"get": VIEW, "post": CHANGE}
    shows = ContactAddress

    @gives(ContactAddress, many=True)
    def get(self, request: Request, public_id: str) -> Response:
        return self.show_all(selectors.addresses(selectors.contact_by(self.me, public_id)))

    @takes(AddressIn)
    @gives(ContactAddress, 201)
    def post(self, request: Request, public_id: str, data: Given) -> Response:
        """Another one, not proved. 409 `contact.email_taken` names whose it is: merge the two."""
        contact = selectors.contact_by(self.me, public_id, to=CHANGE)
        return self.show(services.add_address(contact, data.email, by=self.me), 201)


class AddressView(DeskView):
    """One address of a customer."""

    needs = {"patch": CHANGE, "delete": CHANGE}
    shows = ContactAddress

    @takes(AddressChange)
    @gives(ContactAddress)
    def patch(self, request: Request, public_id: str, pk: int, data: Given) -> Response:
        address = address_of(self, public_id, pk)
        if data.is_main:
            services.answer_to(address, by=self.me)
        if data.try_again:
            services.try_again(address, by=self.me)
        return self.show(address_of(self, public_id, pk))

    def delete(self, request: Request, public_id: str, pk: int) -> Response:
        """Never the last one. Letters under way keep it; who signed in by it is out."""
        services.remove_address(address_of(self, public_id, pk), by=self.me)
        return self.done()


class AddressProofView(DeskView):
    """Mail the owner of an address a link that proves it."""

    needs = {"post": CHANGE}

    @gives(None, 204)
    def post(self, request: Request, public_id: str, pk: int) -> Response:
        services.ask_proof(address_of(self, public_id, pk), by=self.me)
        return self.done()


def address_of(view: DeskView, public_id: str, pk: int) -> Identity:
    """For somebody who may change customers. NoSuchContact, NoSuchAddress."""
    return selectors.address_of(selectors.contact_by(view.me, public_id, to=CHANGE), pk)
