"""The ten statuses of a new desk. The categories are code, the rows are the organization's own."""

from __future__ import annotations

from core.desk.models import Status

C, S = Status.Category, Status.Sla

# key, category, label, what the customer sees, colour, clock, default of its category, hidden
STATUSES = (
    ("new", C.NEW, "New", "Received", "#0099FF", S.RUN, True, False),
    ("open", C.OPEN, "Open", "In progress", "#F59E0B", S.RUN, True, False),
    ("in_progress", C.OPEN, "In progress", "In progress", "#8B5CF6", S.RUN, False, False),
    ("waiting", C.WAITING, "Waiting on customer", "Waiting for you", "#14B8A6", S.PAUSE, True, False),
    ("on_hold", C.ON_HOLD, "On hold", "In progress", "#6B7280", S.PAUSE, True, False),
    ("resolved", C.RESOLVED, "Resolved", "Solved", "#22C55E", S.STOP, True, False),
    ("closed", C.CLOSED, "Closed", "Closed", "#4B5563", S.STOP, True, False),
    ("cancelled", C.CLOSED, "Cancelled", "Cancelled", "#9CA3AF", S.STOP, False, False),
    ("merged", C.MERGED, "Merged", "", "#9CA3AF", S.STOP, True, True),
    ("spam", C.SPAM, "Spam", "", "#9CA3AF", S.STOP, True, True),
)
