"""/api/v1/teams/: people who answer the same queues."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.desk import services, teams
from core.desk.api.serializers import COLOR
from core.desk.api.views import OPEN_TO_AGENTS, DeskList
from core.desk.models import Team
from core.doors.shapes import Shape
from core.doors.taking import Given, takes

LARGEST = 2**31 - 1  # of an id
MOST_MEMBERS = 2_000


class TeamIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    description = serializers.CharField(max_length=300, allow_blank=True, required=False)
    color = serializers.RegexField(COLOR, required=False)
    manager = serializers.IntegerField(
        min_value=1, max_value=LARGEST, allow_null=True, required=False, help_text="Id of a colleague."
    )
    members = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST),
        max_length=MOST_MEMBERS,
        required=False,
        help_text="Ids of colleagues: all of them, who is left out is a member no more.",
    )


class TeamOut(Shape):
    """manager, members: ids of colleagues."""

    id: int
    name: str
    description: str
    color: str
    manager: int | None
    members: list[int]

    @staticmethod
    def dump(row: Team) -> dict[str, Any]:
        return {
            "id": row.pk,
            "name": row.name,
            "description": row.description,
            "color": row.color,
            "manager": row.manager_id,
            "members": [one.pk for one in row.members.all()],
        }


class TeamViewSet(DeskList):
    """Who answers which queues; queue rights, assignment, views and approvals go by it."""

    shows = TeamOut
    needs = OPEN_TO_AGENTS

    def list(self, request: Request, **kwargs: Any) -> Response:
        return self.show_all(teams.with_members())

    @takes(TeamIn)
    def create(self, request: Request, data: Given) -> Response:
        return self._saved(None, data, 201)

    @takes(TeamIn)
    def partial_update(self, request: Request, pk: int, data: Given) -> Response:
        return self._saved(teams.one(pk), data)

    def destroy(self, request: Request, pk: int) -> Response:
        """409 `team.in_use` while queues, shared views and macros, or chains of approval need it."""
        services.delete_team(teams.one(pk), by=self.me)
        return self.done()

    def _saved(self, row: Team | None, data: Given, status: int = 200) -> Response:
        values = dict(data.sent)
        if "members" in values:
            values["members"] = services.team_people(row, "members", values["members"])
        if values.get("manager") is not None:
            [values["manager"]] = services.team_people(row, "manager", [values["manager"]])
        team = services.save_team(row, by=self.me, **values)
        return self.show(teams.one(team.pk), status)
