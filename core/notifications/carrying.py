"""What of notifications stays out of an archive that leaves the house."""

from __future__ import annotations

from tenants.carrying.contents import blank, leave_out

blank("notifications_hook", url="", secret="")
blank("notifications_preference", browsers=[])
leave_out("notifications_hookcall", "messages to channels that were under way")
