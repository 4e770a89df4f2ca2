"""/_mailbox/: the mail the demo sent, read and answered in the browser. For development only."""
