"""Every read of tickets that another module needs. To hold a ticket is to be allowed to."""

from core.tickets.selectors.access import (
    NoSuchTicket,
    goes_on_in,
    message_for,
    message_to_pass_on,
    request_of,
    requests_of,
    ticket_for,
    visible,
)
from core.tickets.selectors.bell import LATELY, spoken_to
from core.tickets.selectors.bin import binned, binned_ticket, gone_at
from core.tickets.selectors.bulk import (
    NoSuchChange,
    Progress,
    bulk_change,
    bulk_changes,
    not_done,
    progress,
    progress_of,
)
from core.tickets.selectors.checklist import Item, NoSuchItem, checklist_of, item_for
from core.tickets.selectors.counts import counts_of, open_counts, tickets_of, was_answered
from core.tickets.selectors.filling import values_of
from core.tickets.selectors.held_files import messages_with
from core.tickets.selectors.inbox import Filters, inbox
from core.tickets.selectors.links import Linked, NoSuchLink, link_of, links_of
from core.tickets.selectors.merges import (
    Preview,
    candidates,
    living,
    maybe_same,
    merge_of,
    merges_into,
    preview,
    tickets_to_merge,
    undo_until,
)
from core.tickets.selectors.open_cases import OpenCase, open_cases
from core.tickets.selectors.own_fields import fields_of, fields_told, to_open
from core.tickets.selectors.page import Begun, Opened, begun, opened
from core.tickets.selectors.search import found, is_number, matching, matching_texts, names_one
from core.tickets.selectors.thread import (
    files_of,
    hanging_on,
    last_replier,
    said_since,
    thread,
    with_files,
    with_letters,
)
from core.tickets.selectors.watchers import colleagues, followed, is_watching, to_mention, watchers_of

__all__ = [
    "LATELY",
    "Begun",
    "Filters",
    "Item",
    "Linked",
    "NoSuchChange",
    "NoSuchItem",
    "NoSuchLink",
    "NoSuchTicket",
    "OpenCase",
    "Opened",
    "Preview",
    "Progress",
    "begun",
    "binned",
    "binned_ticket",
    "bulk_change",
    "bulk_changes",
    "candidates",
    "checklist_of",
    "colleagues",
    "counts_of",
    "fields_of",
    "fields_told",
    "files_of",
    "followed",
    "found",
    "goes_on_in",
    "gone_at",
    "hanging_on",
    "inbox",
    "is_number",
    "is_watching",
    "item_for",
    "last_replier",
    "link_of",
    "links_of",
    "living",
    "matching",
    "matching_texts",
    "maybe_same",
    "merge_of",
    "merges_into",
    "message_for",
    "message_to_pass_on",
    "messages_with",
    "names_one",
    "not_done",
    "open_cases",
    "open_counts",
    "opened",
    "preview",
    "progress",
    "progress_of",
    "request_of",
    "requests_of",
    "said_since",
    "spoken_to",
    "thread",
    "ticket_for",
    "tickets_of",
    "tickets_to_merge",
    "to_mention",
    "to_open",
    "undo_until",
    "values_of",
    "visible",
    "was_answered",
    "watchers_of",
    "with_files",
    "with_letters",
]
