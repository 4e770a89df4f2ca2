"""Figures stay out of an archive: they are counted anew from the tickets in it."""

from __future__ import annotations

from tenants.carrying.contents import leave_out

leave_out("reports_fact", "counted anew from the tickets")
leave_out("reports_day", "counted anew from the tickets")
