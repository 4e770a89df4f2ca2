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
SECOND_VIEWS: tuple[tuple[str, str, dict[str, str], str], ...] = (("spam", "Spam", {"spam": "1"}, "newest"),)
THIRD_VIEWS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("breaching", "Breaching in 1 h", {"due": "soon"}, "due"),
    ("overdue", "Overdue", {"due": "late"}, "due"),
)
FOURTH_VIEWS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("snoozed", "Snoozed", {"snoozed": "1"}, "back"),
)
FIFTH_VIEWS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("mentions", "Mentions", {"mentioned": "1", "state": "all"}, "newest"),
)
SIXTH_VIEWS: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("needs-review", "AI needs review", {"needs_review": "1"}, "newest"),
)

EVERY_VIEW = (*VIEWS, *SECOND_VIEWS, *THIRD_VIEWS, *FOURTH_VIEWS, *FIFTH_VIEWS, *SIXTH_VIEWS)


def is_as_shipped(key: str, filters: object) -> bool:
    """Does the view of this key ask what it asked at the start?"""
    return any(key == one and filters == asked for one, _name, asked, _order in EVERY_VIEW)
