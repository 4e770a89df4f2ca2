"""Mailboxes at other providers: fetched by IMAP or POP3, each mail once, into the listener's door."""
