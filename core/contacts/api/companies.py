"""/api/v1/companies/ – companies of the customers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.contacts import selectors, services
from core.contacts.api.inputs import CompanyIn, CompanyMergeIn, CompanyQuery, JoinersQuery
from core.contacts.api.shapes import CompanyOut, ContactOut
from core.contacts.models import Company
from core.contacts.selectors import CHANGE, VIEW
from core.doors.taking import parse
from core.doors.views import DeskViewSet, Given, gives, takes


class CompanyViewSet(DeskViewSet):
    """Companies, their mail domains and their people."""

    lookup_field = "pk"
    shows = CompanyOut
    filters = CompanyQuery
    ordering = ("name", "id")
    needs = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": CHANGE,
        "partial_update": CHANGE,
        "destroy": CHANGE,
        "merge": CHANGE,
        "people": VIEW,
        "joiners": VIEW,
    }

    def get_queryset(self) -> QuerySet[Company]:
        query = getattr(self, "query", None)
        return selectors.companies(self.me, (query.q or "") if query else "")

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.show(selectors.company(self.me, kwargs["pk"]))

    @takes(CompanyIn)
    def create(self, request: Request, data: Given) -> Response:
        made = services.save_company(None, by=self.me, **data.sent)
        return self.show(selectors.company(self.me, made.pk), 201)

    @takes(CompanyIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        services.save_company(selectors.company(self.me, pk, to=CHANGE), by=self.me, **data.sent)
        return self.show(selectors.company(self.me, pk))

    def destroy(self, request: Request, pk: int) -> Response:
        """Its people stay, without a company."""
        services.delete_company(selectors.company(self.me, pk, to=CHANGE), by=self.me)
        return self.done()

    @takes(CompanyMergeIn)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int, data: Given) -> Response:
        """Its people and domains go over to another company; this one is gone."""
        gone = selectors.company(self.me, pk, to=CHANGE)
        services.merge_companies(gone, into=selectors.company(self.me, data.into, to=CHANGE), by=self.me)
        return self.show(selectors.company(self.me, data.into))

    @gives(ContactOut, many=True)
    @action(detail=True, methods=["get"])
    def people(self, request: Request, pk: int) -> Response:
        rows = selectors.people_of(selectors.company(self.me, pk))
        return self.show_page(rows.select_related("company"), ContactOut)

    @gives(ContactOut, many=True)
    @action(detail=False, methods=["get"])
    def joiners(self, request: Request, **kwargs: Any) -> Response:
        """Who would become people of a company that had these domains."""
        asked = parse(JoinersQuery, request.query_params)
        domains = services.clean_domains(asked.domains.split(","))
        return self.show_page(selectors.joiners(domains).select_related("company"), ContactOut)
