"""What of tickets an archive for its owner leaves out."""

from __future__ import annotations

from tenants.carrying.contents import leave_out

leave_out("tickets_bulkchange", "gone after a month; what was done stands in the record")
leave_out("tickets_bulkitem", "gone after a month; what was done stands in the record")
