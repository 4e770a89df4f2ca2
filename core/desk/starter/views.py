"""The lists everybody starts with; filters are those of core.tickets' Filters."""

from __future__ import annotations

# key, name, filters, order
VIEWS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("my-open", "My open", {"assignee": "me"}, "urgency"),
    ("unassigned", "Unassigned", {"assignee": "none"}, "urgency"),
    ("needs-reply", "Needs a reply", {"awaits_reply": "1"}, "urgency"),
    ("waiting", "Waiting on customer", {"status": "waiting"}, "oldest"),
    ("very-negative", "Very negative", {"sentiment": "-2"}, "urgency"),
    ("escalated", "Escalated", {"escalated": "1"}, "urgency"),
    ("reopened", "Reopened", {"reopened": "1"}, "newest"),
    ("recently-closed", "Recently closed", {"state": "finished"}, "newest"),
    ("all-open", "All open", {"state": "open"}, "urgency"),
)
SECOND_VIEWS = (("spam", "Spam", {"spam": "1"}, "newest"),)
THIRD_VIEWS = (
    ("breaching", "Breaching in 1 h", {"due": "soon"}, "due"),
    ("overdue", "Overdue", {"due": "late"}, "due"),
)
