"""What mail tells the others. Ids and plain values."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("mail.letter_failed")
@dataclass(frozen=True, slots=True)
class LetterFailed:
    """A letter will never arrive: refused for good, or five days without a way. status: "5.1.1" or ""."""

    letter_id: int
    status: str


@event("mail.letter_fared")
@dataclass(frozen=True, slots=True)
class LetterFared:
    """Something is known of a message's letter: it left, failed, is tried again, or was reported on."""

    letter_id: int
    ticket_id: int | None
    message_id: int


@event("mail.recipients_refused")
@dataclass(frozen=True, slots=True)
class RecipientsRefused:
    """A letter left, but not to all it was written to. addresses: with commas between."""

    letter_id: int
    addresses: str


@event("mail.came_back")
@dataclass(frozen=True, slots=True)
class MailCameBack:
    """What was written in a ticket did not reach this address; a note there says so."""

    ticket_id: int
    address: str

    @property
    def order_key(self) -> str:
        return f"ticket:{self.ticket_id}"


@event("mail.source_failing")
@dataclass(frozen=True, slots=True)
class MailSourceFailing:
    """A mailbox elsewhere could not be fetched several times in a row."""

    source_id: int


@event("mail.source_recovered")
@dataclass(frozen=True, slots=True)
class MailSourceRecovered:
    """It can be fetched again."""

    source_id: int


@event("mail.own_relay_failing")
@dataclass(frozen=True, slots=True)
class OwnRelayFailing:
    """The organization's own server took no mail several times in a row. why: words."""

    host: str
    why: str


@event("mail.own_relay_recovered")
@dataclass(frozen=True, slots=True)
class OwnRelayRecovered:
    """It takes mail again."""

    host: str


@event("mail.sender_held")
@dataclass(frozen=True, slots=True)
class SenderHeld:
    """Somebody writes more than the limits allow; what lies beyond waits for a person. reason: words."""

    address: str
    reason: str


@event("mail.text_broken")
@dataclass(frozen=True, slots=True)
class MailTextBroken:
    """A mail text cannot be sent as it is worded; the first wording went instead. why: words."""

    key: str
    language: str
    why: str


@event("mail.deferred")
@dataclass(frozen=True, slots=True)
class MailDeferred:
    """More mail came by SMTP than an organization takes within an hour. limit: mails."""

    limit: int


@event("mail.quarantined")
@dataclass(frozen=True, slots=True)
class MailQuarantined:
    """A mail could not be made into a ticket and waits for a person. reason: code or words."""

    inbound_id: int
    reason: str
