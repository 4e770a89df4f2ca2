"""/api/v1/users/, /departments/: the people of the organization. Roles: roles.py."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts import selectors, services
from core.accounts.api import serializers, shapes
from core.accounts.rules import MANAGE_PEOPLE, MANAGE_ROLES, VIEW_AUDIT, VIEW_PEOPLE
from core.doors.views import DeskViewSet, gives, takes


class UserViewSet(DeskViewSet):
    """Colleagues: look, invite, change, deactivate."""

    shows = shapes.UserOut
    filters = serializers.PeopleQuery
    ordering = ("name", "id")
    needs = {
        "list": VIEW_PEOPLE,
        "retrieve": VIEW_PEOPLE,
        "partial_update": MANAGE_PEOPLE,
        "invite": MANAGE_PEOPLE,
        "deactivate": MANAGE_PEOPLE,
        "reactivate": MANAGE_PEOPLE,
        "reset_second_factor": MANAGE_PEOPLE,
        "activity": VIEW_AUDIT,
        "reach": MANAGE_ROLES,
    }

    def get_queryset(self) -> Any:
        rows = selectors.people(self.me)
        if self.action != "list":
            return rows
        if text := self.query.q:
            rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text))
        if self.query.role:
            rows = rows.filter(role__key=self.query.role)
        return rows if self.query.is_active is None else rows.filter(is_active=self.query.is_active)

    @takes(serializers.PersonIn)
    def partial_update(self, request: Request, pk: int, data: Any) -> Response:
        """Change name, role or department."""
        person = selectors.person(self.me, pk, to=MANAGE_PEOPLE)
        changes = _resolved(data.sent)
        person = services.change_person(person, by=self.me, seen=self.seen(request), **changes)
        return self.show(person)

    @takes(serializers.InviteIn)
    @gives(shapes.InvitationOut, 201)
    @action(detail=False, methods=["post"])
    def invite(self, request: Request, data: Any) -> Response:
        """Mail an invitation for seven days. Inviting again sends a new link."""
        row = services.invite(data.email, selectors.role(data.role), by=self.me, name=data.name or "")
        return self.show(row, 201, shapes.InvitationOut)

    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk: int) -> Response:
        """Nobody signs in as this person any more; sessions and devices end now."""
        person = selectors.person(self.me, pk, to=MANAGE_PEOPLE)
        return self.show(services.deactivate(person, by=self.me, seen=self.seen(request)))

    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, pk: int) -> Response:
        """The person may sign in again."""
        person = selectors.person(self.me, pk, to=MANAGE_PEOPLE)
        return self.show(services.reactivate(person, by=self.me, seen=self.seen(request)))

    @gives(None, 204)
    @action(detail=True, methods=["post"], url_path="reset-second-factor")
    def reset_second_factor(self, request: Request, pk: int) -> Response:
        """For a colleague who lost phone and codes: ends their sessions, they enrol anew."""
        services.reset_second_factor(selectors.person(self.me, pk, to=MANAGE_PEOPLE), by=self.me)
        return self.done()

    @takes(serializers.ReachIn)
    @action(detail=True, methods=["put"])
    def reach(self, request: Request, pk: int, data: Any) -> Response:
        """Levels of this person in queues, which outweigh the role's. {}: as the role says."""
        person = selectors.person(self.me, pk, to=MANAGE_ROLES)
        return self.show(services.set_reach(person, data.reach, by=self.me, seen=self.seen(request)))

    @gives(shapes.ActivityOut, many=True)
    @action(detail=True, methods=["get"])
    def activity(self, request: Request, pk: int) -> Response:
        """What a colleague did, newest first."""
        person = selectors.person(self.me, pk)
        return self.show_page(selectors.activity(person.pk), shapes.ActivityOut)


class DepartmentViewSet(DeskViewSet):
    """Parts of the organization, each with a manager."""

    shows = shapes.DepartmentOut
    ordering = ("name", "id")
    needs = {
        "list": VIEW_PEOPLE,
        "retrieve": VIEW_PEOPLE,
        "create": MANAGE_PEOPLE,
        "partial_update": MANAGE_PEOPLE,
        "destroy": MANAGE_PEOPLE,
    }

    def get_queryset(self) -> Any:
        return selectors.departments()

    @takes(serializers.DepartmentIn)
    def create(self, request: Request, data: Any) -> Response:
        """Add a department."""
        manager = selectors.person(self.me, data.manager) if data.manager else None
        return self.show(services.add_department(data.name, by=self.me, manager=manager), 201)

    @takes(serializers.DepartmentIn)
    def partial_update(self, request: Request, pk: int, data: Any) -> Response:
        """Rename it or give it a manager."""
        changes = dict(data.sent)
        if changes.get("manager"):
            changes["manager"] = selectors.person(self.me, changes["manager"])
        return self.show(services.change_department(self.get_object(), by=self.me, **changes))

    def destroy(self, request: Request, pk: int) -> Response:
        """Remove it; its people stay, without a department."""
        services.remove_department(self.get_object(), by=self.me)
        return self.done()


def _resolved(sent: dict[str, Any]) -> dict[str, Any]:
    """Keys and ids of the input as rows. Raises NoSuchRole, NoSuchDepartment."""
    found = dict(sent)
    if "role" in found:
        found["role"] = selectors.role(found["role"])
    if found.get("department"):
        found["department"] = selectors.department(found["department"])
    return found
