"""What of mail an archive for its owner leaves out."""

from __future__ import annotations

from tenants.carrying.contents import leave_out

leave_out("mail_mailsource", "passwords of mailboxes elsewhere; they are connected again")
