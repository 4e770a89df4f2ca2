"""Writing letters: wording, page, brakes, and the row that the outbox sends. No network here."""
