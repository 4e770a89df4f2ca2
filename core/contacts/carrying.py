"""What of customers' sign-in stays out of an archive that leaves the house."""

from __future__ import annotations

from tenants.carrying.contents import leave_out

leave_out("contacts_portallink", "sign-in links that are valid for a quarter of an hour")
