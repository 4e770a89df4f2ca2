"""What the desk says when something is asked for that is not there."""

from __future__ import annotations

from tenants.kernel.errors import NotFound


class NoSuchStatus(NotFound):
    """data: key."""

    code = "status.unknown"
    sentence = "There is no status “{key}”."


class NoSuchQueue(NotFound):
    """data: queue."""

    code = "queue.unknown"
    sentence = "There is no such queue."


class NoSuchCalendar(NotFound):
    """data: calendar."""

    code = "calendar.unknown"
    sentence = "There is no such calendar."


class NoSuchCategory(NotFound):
    """data: key."""

    code = "category.unknown"
    sentence = "There is no category “{key}”."


class NoSuchChain(NotFound):
    code = "approval.chain_unknown"
    sentence = "There is no such chain of approval any more."


class NoSuchField(NotFound):
    """data: key."""

    code = "field.unknown"
    sentence = "There is no field “{key}”."


class NoSuchType(NotFound):
    """data: key."""

    code = "type.unknown"
    sentence = "There is no type “{key}”."


class NoSuchReply(NotFound):
    code = "reply_text.unknown"
    sentence = "There is no such canned reply."


class NoSuchTeam(NotFound):
    code = "team.unknown"
    sentence = "There is no such team."
