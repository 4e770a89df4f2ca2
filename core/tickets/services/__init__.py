"""The verbs of tickets. Every change of a ticket in the product goes through one of these."""

from core.tickets.services.answer import answer, answer_message
from core.tickets.services.assign import CannotTake, assign
from core.tickets.services.change import UnknownTag, change, choose
from core.tickets.services.drafts import forget_draft, keep_draft
from core.tickets.services.open import open_ticket
from core.tickets.services.people import BadCopy, NotTheirs, TooManyCopies, copies_of, include
from core.tickets.services.planned import BadTime
from core.tickets.services.rows import StaleTicket
from core.tickets.services.write import EmptyMessage, TooLate, hear, note, reply, withdraw

__all__ = [
    "BadCopy",
    "BadTime",
    "CannotTake",
    "EmptyMessage",
    "NotTheirs",
    "StaleTicket",
    "TooLate",
    "TooManyCopies",
    "UnknownTag",
    "answer",
    "answer_message",
    "assign",
    "change",
    "choose",
    "copies_of",
    "forget_draft",
    "hear",
    "include",
    "keep_draft",
    "note",
    "open_ticket",
    "reply",
    "withdraw",
]
