"""What of advice an archive for its owner leaves out."""

from __future__ import annotations

from tenants.carrying.contents import blank, leave_out

leave_out("ai_sourcevector", "made again from the sources")
leave_out("ai_provider", "keys of model endpoints; they are connected again")
blank("ai_modelsettings", canary="")
