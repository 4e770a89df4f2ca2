"""What of search an archive for its owner leaves out."""

from __future__ import annotations

from tenants.carrying.contents import leave_out

leave_out("search_entry", "made anew from messages and files wherever they are brought to")
