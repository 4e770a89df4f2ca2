"""Whose queues are whose. Without a query, as long as `book` remembers."""

from __future__ import annotations

from core.desk import book


def own_queues(user: int | None) -> frozenset[int]:
    """Those of somebody's teams, and those that nobody's team answers: without a team, or an empty one."""
    page = book.page()
    answered = {team for team, _ in page.members}
    theirs = {team for team, one in page.members if one == user}
    return frozenset(row.pk for row in page.queues if row.team_id not in answered or row.team_id in theirs)
