"""The queues of a new desk: name, what belongs there, default or not."""

from __future__ import annotations

SUPPORT, BILLING, TECHNICAL, QUARANTINE = "Support", "Billing", "Technical", "Spam and unmatched"

QUEUES = (
    ("support", SUPPORT, "Everything that nobody else is better placed to answer.", True),
    ("billing", BILLING, "Invoices, payments, refunds, plans and cancellations.", False),
    ("technical", TECHNICAL, "Something is broken, slow, down or wrong.", False),
    ("quarantine", QUARANTINE, "Suspected spam and mail that could not be read. For administrators.", False),
)
TEAM = ("support", "Support", "Answers everything until there are more teams.")
