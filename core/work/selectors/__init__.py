"""Every read of tasks. Callers say `work.task_for(...)`."""

from core.tickets.selectors.inbox import BadFilter
from core.work.selectors.access import (
    NoSuchComment,
    NoSuchTask,
    comment_for,
    doer_named,
    doers,
    reads,
    task_for,
    visible,
    why_not,
)
from core.work.selectors.beside import Beside, beside
from core.work.selectors.board import TaskBoard, board, lane_of, limits, project_names, standing
from core.work.selectors.items import WorkItem, item_for, item_of
from core.work.selectors.lists import ORDERS, PAGE, TaskFilters, listed, page, today
from core.work.selectors.named import named
from core.work.selectors.projects import (
    NoSuchMilestone,
    NoSuchProject,
    milestone_for,
    milestones_of,
    progress,
    project_for,
    project_of,
    projects,
    span,
    tasks_in,
    tickets_in,
)
from core.work.selectors.reading import comments_of, doer_of, history_of, said_in, tasks_like, tasks_of

__all__ = [
    "ORDERS",
    "PAGE",
    "BadFilter",
    "Beside",
    "NoSuchComment",
    "NoSuchMilestone",
    "NoSuchProject",
    "NoSuchTask",
    "TaskBoard",
    "TaskFilters",
    "WorkItem",
    "beside",
    "board",
    "comment_for",
    "comments_of",
    "doer_named",
    "doer_of",
    "doers",
    "history_of",
    "item_for",
    "item_of",
    "lane_of",
    "limits",
    "listed",
    "milestone_for",
    "milestones_of",
    "named",
    "page",
    "progress",
    "project_for",
    "project_names",
    "project_of",
    "projects",
    "reads",
    "said_in",
    "span",
    "standing",
    "task_for",
    "tasks_in",
    "tasks_like",
    "tasks_of",
    "tickets_in",
    "today",
    "visible",
    "why_not",
]
