"""Every write about tasks. Callers say `work.open_task(...)`."""

from core.work.services.along import follow_merge, follow_unmerge
from core.work.services.comments import (
    EmptyComment,
    NotYourComment,
    TooManyComments,
    comment,
    delete_comment,
    edit_comment,
)
from core.work.services.rows import StaleTask
from core.work.services.tasks import CannotDo, assign, change, delete, open_task

__all__ = [
    "CannotDo",
    "EmptyComment",
    "NotYourComment",
    "StaleTask",
    "TooManyComments",
    "assign",
    "change",
    "comment",
    "delete",
    "delete_comment",
    "edit_comment",
    "follow_merge",
    "follow_unmerge",
    "open_task",
]
