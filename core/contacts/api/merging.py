"""/api/v1/contacts/ID/merge/ and around it: two customers are one person, or are two after all."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from core.contacts import likely, selectors, services
from core.contacts.api.inputs import ApartIn, ContactMergeIn, MergeQuery
from core.contacts.api.shapes import ContactMergeOut, ContactMergePreview, ContactOut
from core.contacts.models import Contact
from core.contacts.selectors import CHANGE, VIEW
from core.doors.taking import parse
from core.doors.views import DeskView, Given, gives, takes


class MergeView(DeskView):
    """Merge another customer into this one. Everything moves; it can be split for thirty days."""

    needs = {"get": VIEW, "post": CHANGE}
    shows = ContactMergeOut

    @gives(ContactMergePreview)
    def get(self, request: Request, public_id: str) -> Response:
        """What would move, and where the two differ: ?other=ID."""
        asked = parse(MergeQuery, request.query_params)
        stays, gone = both(self, public_id, asked.other, VIEW)
        return self.show(likely.preview(gone, stays), shows=ContactMergePreview)

    @takes(ContactMergeIn)
    @gives(ContactMergeOut, 201)
    def post(self, request: Request, public_id: str, data: Given) -> Response:
        stays, gone = both(self, public_id, data.other, CHANGE)
        take = tuple("company_id" if name == "company" else name for name in data.take or ())
        row = services.merge_contacts(gone, into=stays, by=self.me, take=take, share=bool(data.share))
        return self.show(row, 201)


class MergesView(DeskView):
    """Who was merged into this customer and can be split again."""

    needs = {"get": VIEW}

    @gives(ContactMergeOut, many=True)
    def get(self, request: Request, public_id: str) -> Response:
        return self.show_all(likely.merges_of(selectors.contact_by(self.me, public_id)), ContactMergeOut)


class SplitView(DeskView):
    """Undo a merge: exactly what was moved goes back, what came later stays."""

    needs = {"post": CHANGE}

    @gives(ContactOut)
    def post(self, request: Request, public_id: str, pk: int) -> Response:
        row = likely.merge_of(selectors.contact_by(self.me, public_id, to=CHANGE), pk)
        return self.show(services.split_contacts(row, by=self.me), shows=ContactOut)


class LikelyView(DeskView):
    """Customers who may be the same person. POST says that one of them is not."""

    needs = {"get": VIEW, "post": CHANGE}

    @gives(ContactOut, many=True)
    def get(self, request: Request, public_id: str) -> Response:
        return self.show_all(likely.maybe_same(selectors.contact_by(self.me, public_id)), ContactOut)

    @takes(ApartIn)
    @gives(None, 204)
    def post(self, request: Request, public_id: str, data: Given) -> Response:
        services.keep_apart(*both(self, public_id, data.other, CHANGE), by=self.me)
        return self.done()


def both(view: DeskView, public_id: str, other: str, to: str) -> tuple[Contact, Contact]:
    """NoSuchContact, MergedAway, Refused."""
    return selectors.contact_by(view.me, public_id, to=to), selectors.contact_by(view.me, other, to=to)
