"""What of mail an archive for its owner leaves out."""

from __future__ import annotations

from tenants.carrying.contents import leave_out

leave_out("mail_mailsource", "passwords of mailboxes elsewhere; they are connected again")
leave_out("mail_sendingdomain", "private keys; the domain is set up again with a new one")
leave_out("mail_ownrelay", "the password of the organization's mail server; it is entered again")
leave_out("mail_mailhook", "secrets of mail providers; they are connected again")
leave_out("mail_broughtcall", "calls of mail providers under way; they become mail within minutes")
