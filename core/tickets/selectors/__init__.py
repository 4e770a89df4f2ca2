"""Every read of tickets that another module needs. To hold a ticket is to be allowed to."""

from core.tickets.selectors.access import message_for, ticket_for, visible
from core.tickets.selectors.counts import open_counts, tickets_of
from core.tickets.selectors.inbox import Filters, inbox
from core.tickets.selectors.page import Opened, opened
from core.tickets.selectors.search import found, matching, matching_texts
from core.tickets.selectors.thread import files_of, said_since, thread, with_files

__all__ = [
    "Filters",
    "Opened",
    "files_of",
    "found",
    "inbox",
    "matching",
    "matching_texts",
    "message_for",
    "open_counts",
    "opened",
    "said_since",
    "thread",
    "ticket_for",
    "tickets_of",
    "visible",
    "with_files",
]
