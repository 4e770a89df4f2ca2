"""Permission names and limits of tasks. No queries."""

from __future__ import annotations

from datetime import date

VIEW = "tasks.view"
CHANGE = "tasks.change"
DELETE = "tasks.delete"

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)  # that may be planned; beyond is a slip of the pen
MOST_AT_ONCE = 200  # tasks of one change: done while somebody waits
BIN_DAYS = 30  # that a task lies in the bin before it goes for good
LONGEST_TEXT = 20_000  # of a description or a comment
MOST_OF_TICKET = 100  # tasks of one ticket that are shown with it
MOST_COMMENTS = 500  # of one task
MOST_MILESTONES = 100  # of one project
MOST_TICKETS = 500  # of one project
