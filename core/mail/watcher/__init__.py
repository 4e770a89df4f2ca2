"""Held connections to mailboxes elsewhere (IMAP IDLE): new mail is fetched at once, not within a minute."""
