"""Which ticket does it continue? Evidence of our own making, and only from people who are part of it.

In this order: the token in the address it was sent to, Message-IDs we know in In-Reply-To and
References, the number in the subject. Evidence in a stranger's hands opens a new ticket that says
where it may belong: newsletters and forwards carry our references to people who never saw the ticket.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from core.contacts.selectors import merged_into
from core.mail import marks
from core.mail.models import InboundMail, MailReference
from core.mail.pipeline.case import Case, Done, Park, TooEarly
from core.mail.rules import REFERENCES_LOOKED_AT, number_in, plus_part
from core.tickets.models import Message, Participant, Ticket
from core.tickets.selectors import text_of
from tenants.database import hot

BY_NUMBER = "subject number"  # anybody can write one, under anybody's name


def elders_first(case: Case) -> str:
    """An answer that overtook the mail it answers would open a ticket of its own, so it lets that one pass.

    Only mails received before it count: each has a smaller id, so no two can wait for each other, and
    each ends, in quarantine at the latest.
    """
    if not (named := ancestors(case)):
        return "answers nothing"
    before = InboundMail.objects.filter(state=InboundMail.State.RECEIVED, pk__lt=case.inbound.pk)
    if before.filter(mime_id__in=named).exists():
        raise TooEarly
    return "what it answers has been read"


def known_ids(case: Case) -> str:
    """Look up every Message-ID the mail names, in one query. A mail we know already ends here."""
    mail = case.mail
    asked = dict.fromkeys(filter(None, (mail.message_id, *ancestors(case))))
    case.references = {row.mime_id: row for row in _named(list(asked))} if asked else {}
    same = case.references.get(mail.message_id)
    if same is None or same.is_awaited:
        return f"{len(case.references)} known of {len(asked)} Message-IDs"
    if same.is_ours:
        raise Park("One of our own letters came back.")
    if _says_the_same(case, same.message):
        raise Done("It is here already: it came to another of our addresses, too.", same.message)
    return "its Message-ID was used before, for another text"


def follow_up(case: Case) -> str:
    """Fills ticket, or maybe where the sender has no part in the ticket."""
    for rule, ticket in _evidence(case):
        people = _participants(ticket)
        if ticket.merged_into:  # its messages, and so their authors, are there
            people |= _participants(ticket.merged_into)
        if rule == BY_NUMBER and case.is_unproved:  # answers would go there, with what was said before
            case.maybe = case.maybe or ticket
        elif case.contact and case.contact.pk in people:
            case.ticket, case.is_guess = ticket, rule == BY_NUMBER
            return f"continues {ticket.label} by {rule}"
        else:
            case.maybe = case.maybe or ticket
    return f"names {case.maybe.label}, but the sender has no part in it" if case.maybe else "nothing"


def merged(case: Case) -> str:
    """A ticket that was merged leads to the one it goes on in, whatever mark of it the mail bears."""
    named = case.ticket or case.maybe
    into = named.merged_into if named else None
    if named is None or into is None:
        return "not merged"
    if case.ticket:
        case.ticket = into
    else:
        case.maybe = into
    return f"{named.label} was merged into {into.label}"


def _evidence(case: Case) -> Iterator[tuple[str, Ticket]]:
    """(rule, ticket) in the order of trust."""
    for address in our_addresses(case):
        if ticket := _by_token(plus_part(address)):
            yield "address token", ticket
    awaited = case.references.get(case.mail.message_id)
    if awaited and awaited.is_awaited and awaited.ticket.deleted_at is None:
        yield "an answer to it that came first", awaited.ticket
    found = [row for mime_id in ancestors(case) if (row := case.references.get(mime_id))]
    found = [row for row in found if row.said not in Message.INTERNAL]  # type: ignore[attr-defined]
    found.sort(key=lambda row: not row.is_ours)
    for row in _one_per_ticket(found):
        if row.ticket.deleted_at:  # in the bin: nothing continues it
            continue
        yield ("our Message-ID" if row.is_ours else "their Message-ID"), row.ticket
    if (number := number_in(case.mail.subject)) and (ticket := _numbered(number)):
        yield BY_NUMBER, ticket


def _named(mime_ids: list[str]) -> list[MailReference]:
    """With `said`, the kind of message each belongs to, and `side`, its side conversation."""
    rows = []
    for row, kind, side_id in hot.found(_named_text(), [mime_ids], MailReference):
        row.said, row.side = kind, side_id
        rows.append(row)
    return rows


@cache
def _named_text() -> str:
    """Composed once, because every mail asks it."""
    return f"""
        SELECT {hot.columns(MailReference, "r")}, m.kind, m.side_id
          FROM {hot.name_of(MailReference)} r JOIN {hot.name_of(Message)} m ON m.id = r.message_id
         WHERE r.mime_id = ANY(%s)
    """  # noqa: S608 - names of our own models


def _one_per_ticket(rows: list[MailReference]) -> list[MailReference]:
    """Of each ticket the first row; a long thread names one ticket twenty times."""
    first: dict[int, MailReference] = {}
    for row in rows:
        first.setdefault(row.ticket_id, row)
    return list(first.values())


def _by_token(token: str) -> Ticket | None:
    """The ticket of a genuine token; None for forged ones and those of another organization."""
    number = marks.ticket_number(token)
    ticket = _numbered(number) if number else None
    if ticket is None:
        return None
    people = _participants(ticket)
    is_ours = marks.is_token_of(token, ticket, people) or marks.is_token_of(
        token, ticket, merged_into(people)
    )
    return ticket if is_ours else None


def _numbered(number: int) -> Ticket | None:
    if number > 2**31 - 1:
        return None
    return Ticket.objects.select_related("merged_into").filter(number=number).first()


def _participants(ticket: Ticket) -> set[int]:
    """Customers who have a part: whose ticket it is, who wrote in it, and who was written to in copy."""
    authors = Message.objects.filter(ticket=ticket, author_contact__isnull=False)
    copied = Participant.objects.filter(ticket=ticket).values_list("contact_id", flat=True)
    return {ticket.contact_id, *authors.values_list("author_contact_id", flat=True).union(copied)}


def ancestors(case: Case) -> list[str]:
    """In-Reply-To first, then References from the youngest."""
    ids = (case.mail.in_reply_to, *reversed(case.mail.references))
    return list(dict.fromkeys(each for each in ids if each and each != case.mail.message_id))[
        :REFERENCES_LOOKED_AT
    ]


def our_addresses(case: Case) -> list[str]:
    mail = case.mail
    written = (*mail.delivered_to, *mail.original_to, *(person.address for person in (*mail.to, *mail.cc)))
    found = [
        case.inbound.recipient,
        *(address for address in written if plus_part(address) and case.is_ours(address)),
    ]
    return list(dict.fromkeys(found))[:5]


def _says_the_same(case: Case, message: Message) -> bool:
    """The same words of the same customer, or third party."""
    text = (case.mail.text_clean or case.mail.text).strip()
    if message.kind == Message.Kind.ASIDE:
        is_theirs = case.sender is not None and message.address.lower() == case.sender.address.lower()
    else:
        is_theirs = message.author_contact_id == (case.contact and case.contact.pk)
    return is_theirs and text_of(message).strip() == text
