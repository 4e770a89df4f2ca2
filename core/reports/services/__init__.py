"""Writes of reports: figures follow the tickets. Called by listeners, alarms and the nightly task."""

from core.reports.services.following import COUNT, count_day, follow, mark
from core.reports.services.upkeep import ANEW, anew_later, count_anew, is_due

__all__ = ["ANEW", "COUNT", "anew_later", "count_anew", "count_day", "follow", "is_due", "mark"]
