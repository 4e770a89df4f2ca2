"""What tasks tell the others. Ids and plain values; `order_key` keeps one task's facts in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenants.events.bus import event
from tenants.kernel import clock


@dataclass(frozen=True, slots=True)
class OfTask:
    """by: actor ref. at: when it became true, however late it is told."""

    task_id: int
    by: str
    at: str = field(default_factory=lambda: clock.now().isoformat(), kw_only=True, compare=False)

    @property
    def order_key(self) -> str:
        return f"task:{self.task_id}"


@event("task.opened")
@dataclass(frozen=True, slots=True)
class TaskOpened(OfTask):
    """A task exists. ticket_id: the ticket it is about."""

    ticket_id: int | None


@event("task.changed")
@dataclass(frozen=True, slots=True)
class TaskChanged(OfTask):
    """Fields have new values. fields: their names; before/after: plain values, without long texts."""

    fields: list[str]
    before: dict[str, object]
    after: dict[str, object]
    version: int
    ticket_id: int | None = None


@event("task.assigned")
@dataclass(frozen=True, slots=True)
class TaskAssigned(OfTask):
    """agent_id: who does it now; was: who did before."""

    agent_id: int | None
    was: int | None


@event("task.commented")
@dataclass(frozen=True, slots=True)
class TaskCommented(OfTask):
    """mentioned: colleagues whom the words name for the first time. An edit says so, too."""

    comment_id: int
    mentioned: list[int] = field(default_factory=list)
    is_new: bool = True


@event("task.due")
@dataclass(frozen=True, slots=True)
class TaskDue(OfTask):
    """The day has come, or (is_over) is gone. due_on: ISO. Each once for a day that was set."""

    due_on: str
    is_over: bool


@event("project.changed")
@dataclass(frozen=True, slots=True)
class ProjectChanged:
    """what: opened, changed, deleted, milestone (one of its milestones), ticket (one came or went)."""

    project_id: int
    by: str
    what: str

    @property
    def order_key(self) -> str:
        return f"project:{self.project_id}"


@event("task.deleted")
@dataclass(frozen=True, slots=True)
class TaskDeleted(OfTask):
    """It lies in the bin. ticket_id: the ticket it is about."""

    ticket_id: int | None = None


@event("task.restored")
@dataclass(frozen=True, slots=True)
class TaskRestored(OfTask):
    """It came back out of the bin."""

    ticket_id: int | None = None
