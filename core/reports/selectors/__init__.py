"""Figures for pages and the API. Statements do not grow with the number of tickets."""

from core.reports.selectors.behind import WHAT, behind
from core.reports.selectors.figures import Figures, Sums, figures, solved_by
from core.reports.selectors.own import alerts, assigned, pending, pool
from core.reports.selectors.record import KINDS, Asked, Feed, feed, number_of
from core.reports.selectors.windows import BadWindow, Window, today, window
from core.reports.selectors.workload import Load, Workload, workload

__all__ = [
    "KINDS", "WHAT", "Asked", "BadWindow", "Feed", "Figures", "Load", "Sums", "Window", "Workload", "alerts",
    "assigned", "behind", "feed", "figures", "number_of", "pending", "pool", "solved_by", "today",
    "window", "workload",
]  # fmt: skip
