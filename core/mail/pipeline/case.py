"""One mail on its way through the pipeline, and the ways it can end early."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.accounts.models import User
from core.contacts.models import Contact
from core.files.models import Attachment
from core.mail.models import InboundMail, Mailbox, MailReference, MailRule
from core.mail.parsing import Address, ParsedMail
from core.mail.parsing.forwarded import Forwarded
from core.mail.pipeline.likeness import Likeness
from core.mail.rules import plain_address
from core.tickets.models import Message, Ticket


class End(Exception):
    """The walk is over. reason: what the list of mails shows. message: what the mail became, if anything."""

    state = InboundMail.State.DONE

    def __init__(self, reason: str, message: Message | None = None) -> None:
        super().__init__(reason)
        self.reason, self.message = reason, message


class Done(End):
    """Nothing more to do, and nothing for a person to look at."""


class Park(End):
    """Set aside on purpose: no ticket, no answer, but an administrator can still make it one."""

    state = InboundMail.State.PARKED


class Hold(End):
    """A person must decide."""

    state = InboundMail.State.QUARANTINED


class TooEarly(Exception):
    """What this mail answers has been received but not read: it goes back and comes again."""


@dataclass(slots=True)
class Case:
    """What is known so far. Steps read and fill it; nothing here is written before the last steps.

    sender: who speaks, after the Reply-To policy. contact: the customer of that address, if known.
    is_new_contact: this mail's transaction has made it.
    is_dead_end: mail to that address came back. is_machine: may continue a ticket, opens none.
    is_form: a web form speaking for a customer. colleague: who passed it on, with what was forwarded.
    side: the forwarded message that it answers, in a side conversation.
    ticket: the one it continues. is_guess: only a number in the subject says so. maybe: one it names
    without the right to. same: an open one that it looks like. is_unproved: its sender's address was
    given to the customer by somebody else, and its owner has not proved it. is_new: it opened its ticket.
    rulings: rules that hold, with what their patterns captured. is_vouched: a rule takes it as a person's.
    is_silent: a rule wants no confirmation.
    """

    inbound: InboundMail
    mail: ParsedMail
    mailboxes: Sequence[Mailbox]
    trace: list[dict[str, str]] = field(default_factory=list)
    sender: Address | None = None
    contact: Contact | None = None
    is_new_contact: bool = False
    is_dead_end: bool = False
    is_unproved: bool = False
    is_machine: bool = False
    is_form: bool = False
    colleague: User | None = None
    forwarded: Forwarded | None = None
    references: dict[str, MailReference] = field(default_factory=dict)
    side: Message | None = None
    ticket: Ticket | None = None
    is_guess: bool = False
    maybe: Ticket | None = None
    same: Likeness | None = None
    files: list[Attachment] = field(default_factory=list)
    message: Message | None = None
    is_new: bool = False
    rulings: list[tuple[MailRule, dict[str, str]]] = field(default_factory=list)
    is_vouched: bool = False
    is_silent: bool = False
    letters: list[int] = field(default_factory=list)

    def is_ours(self, address: str) -> bool:
        """Is this one of the organization's own addresses, whatever its plus part?"""
        plain = plain_address(address)
        return any(box.address.lower() == plain for box in self.mailboxes)

    @property
    def mailbox(self) -> Mailbox | None:
        """Where it came to; the default one for postmaster and for addresses that are gone."""
        plain = plain_address(self.inbound.recipient)
        return next((box for box in self.mailboxes if box.address.lower() == plain), None) or next(
            iter(self.mailboxes), None
        )
