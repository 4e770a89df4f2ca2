"""Sections of teams and queues."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Flag, Number, OneOf, Ref, Refs, Text, Wordings
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk import services
from core.desk.models import Queue, Team
from core.desk.rules import ARRANGE
from tenants.kernel.actor import Actor


class Members(Refs):
    def write(self, value: Any, names: Names) -> Any:
        return super().write([row.pk for row in value.all()], names)


def save_team(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Team:
    return services.save_team(row, by=by, **({} if row else {"name": key}) | values)


def save_queue(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> Queue:
    return services.save_queue(row, by=by, **({} if row else {"name": key}) | values)


register(
    Section(
        "teams",
        "People who answer the same queues; colleagues by their addresses.",
        ARRANGE,
        Team,
        Team.objects.prefetch_related("members").all,
        lambda row: row.name,
        (
            Part("description", Text()),
            Part("color", Text()),
            Part("manager", Ref("people"), attr="manager_id", to="manager"),
            Part("members", Members("people")),
        ),
        save_team,
        services.delete_team,
        locks=(Team.members.through,),
    )
)
register(
    Section(
        "queues",
        "Where tickets wait. Exactly one is the default.",
        ARRANGE,
        Queue,
        Queue.objects.all,
        lambda row: row.name,
        (
            Part("description", Text()),
            Part("follow_up", OneOf(Queue.FollowUp.values)),
            Part("grace_days", Number()),
            Part("keeps_owner", Flag()),
            Part("shares_drafts", Flag()),
            Part("team", Ref("teams"), attr="team_id", to="team"),
            Part("calendar", Ref("calendars"), attr="calendar_id", to="calendar"),
            Part("signature", Text()),
            Part("signature_in", Wordings()),
            Part("is_default", Flag()),
            Part("position", Number()),
        ),
        save_queue,
        services.delete_queue,
        after=("calendars", "teams"),
        parts_of=frozenset({"assignment.Policy"}),
    )
)
