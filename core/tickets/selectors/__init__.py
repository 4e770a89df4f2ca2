"""Every read of tickets that another module needs. To hold a ticket is to be allowed to."""

from core.tickets.selectors.access import message_for, ticket_for, visible
from core.tickets.selectors.counts import open_counts, tickets_of
from core.tickets.selectors.inbox import Filters, inbox
from core.tickets.selectors.search import found
from core.tickets.selectors.thread import drafts_of, files_of, thread, with_files

__all__ = [
    "Filters",
    "drafts_of",
    "files_of",
    "found",
    "inbox",
    "message_for",
    "open_counts",
    "thread",
    "ticket_for",
    "tickets_of",
    "visible",
    "with_files",
]
