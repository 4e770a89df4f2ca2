"""Answers remembered for a day are of no use elsewhere."""

from __future__ import annotations

from tenants.carrying.contents import leave_out

leave_out("doors_answered", "answers kept for a day, for requests sent twice")
