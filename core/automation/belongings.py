"""What automation keeps under a customer; see core/contacts/belongings.py."""

from __future__ import annotations

from core.contacts.belongings import Rows

RECURRENCES = Rows("automation.recurrence.contact")
