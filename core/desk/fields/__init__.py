"""What an organization's own fields may hold, and when they are shown, required or locked. No queries."""
