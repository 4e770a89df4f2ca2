"""What a mail is and where it belongs: small steps in a fixed order, each one question, each one line of trace."""
