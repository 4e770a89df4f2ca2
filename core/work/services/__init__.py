"""Every write about tasks. Callers say `work.open_task(...)`."""

from core.work.services.along import follow_merge, follow_unmerge
from core.work.services.back import difference, give_back, stand
from core.work.services.bin import HasTime, delete, erase, restore
from core.work.services.comments import (
    EmptyComment,
    NotYourComment,
    TooManyComments,
    comment,
    delete_comment,
    edit_comment,
)
from core.work.services.due import look
from core.work.services.limits import TaskColumnFull, save_limit
from core.work.services.projects import (
    StaleProject,
    TooMany,
    add_milestone,
    change_milestone,
    change_project,
    delete_milestone,
    delete_project,
    open_project,
    put_ticket,
    take_out,
)
from core.work.services.rows import StaleTask
from core.work.services.tasks import CannotDo, WrongMilestone, assign, change, open_task

__all__ = [
    "CannotDo",
    "EmptyComment",
    "HasTime",
    "NotYourComment",
    "StaleProject",
    "StaleTask",
    "TaskColumnFull",
    "TooMany",
    "TooManyComments",
    "WrongMilestone",
    "add_milestone",
    "assign",
    "change",
    "change_milestone",
    "change_project",
    "comment",
    "delete",
    "delete_comment",
    "delete_milestone",
    "delete_project",
    "difference",
    "edit_comment",
    "erase",
    "follow_merge",
    "follow_unmerge",
    "give_back",
    "look",
    "open_project",
    "open_task",
    "put_ticket",
    "restore",
    "save_limit",
    "stand",
    "take_out",
]
