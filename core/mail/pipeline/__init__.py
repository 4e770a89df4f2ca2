"""What a mail is and where it belongs: small steps in fixed order, each one question, one line of trace."""
