"""/api/v1/roles/: what people of each role may do, and how far."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as drf
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors, services
from core.accounts.api import serializers, shapes
from core.accounts.rules import MANAGE_ROLES, VIEW_PEOPLE
from core.doors.taking import parse
from core.doors.views import DeskViewSet, takes


class InsteadQuery(drf.Serializer):
    instead = drf.SlugField(max_length=30, required=False, help_text="Role that its people get; a key.")


class RoleViewSet(DeskViewSet):
    """System roles follow the product, but for their name and reach; others are the organization's own."""

    needs = {
        "list": VIEW_PEOPLE,
        "retrieve": VIEW_PEOPLE,
        "create": MANAGE_ROLES,
        "partial_update": MANAGE_ROLES,
        "destroy": MANAGE_ROLES,
    }
    shows = shapes.RoleOut
    ordering = ("position", "id")
    lookup_field = "key"
    lookup_value_converter = "slug"

    def get_queryset(self) -> Any:
        return selectors.roles()

    @takes(serializers.RoleIn)
    def create(self, request: Request, data: Any) -> Response:
        """Nobody makes a role that may more than they may themselves."""
        return self.show(services.save_role(None, by=self.me, **data.sent), 201)

    @takes(serializers.RoleIn)
    def partial_update(self, request: Request, key: str, data: Any) -> Response:
        row = selectors.role(key)
        return self.show(services.save_role(row, by=self.me, seen=self.seen(request), **data.sent))

    def destroy(self, request: Request, key: str) -> Response:
        """?instead= names the role that its people and open invitations get."""
        given = parse(InsteadQuery, request.query_params).instead
        instead = selectors.role(given) if given else None
        services.remove_role(selectors.role(key), by=self.me, instead=instead)
        return self.done()
