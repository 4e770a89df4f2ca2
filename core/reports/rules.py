"""Who may see figures, and of what. Pure."""

from __future__ import annotations

VIEW = "tickets.view"
REPORTS = "reports.view"
