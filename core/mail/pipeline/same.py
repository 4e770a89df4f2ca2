"""New mail, same case? A quarter of all requests begin while an earlier one of the same person is open.

Comes after all evidence: it compares words, and only with the sender's own open tickets. What it finds
is a guess, so the best it does by itself is to put the mail where people can move it from; usually it asks.
"""

from __future__ import annotations

from datetime import timedelta

from core.mail.models import Mailbox
from core.mail.pipeline.case import Case
from core.mail.pipeline.likeness import HIGH, MIDDLE, READ, Known, likest
from core.mail.pipeline.trust import dmarc
from core.tickets import selectors as tickets
from core.tickets.models import Ticket
from tenants.kernel import clock

NEVER = timedelta(0)
Mode = Mailbox.SameCase


def same_case(case: Case) -> str:
    """Fills same, and in join mode ticket. A new customer has nothing to compare with: no query."""
    if why_not := _why_not(case):
        return why_not
    assert case.contact is not None
    now = clock.now()
    known = [
        Known(one.id, one.subject, one.text, max(now - one.touched_at, NEVER))
        for one in tickets.open_cases(case.contact.pk, READ)
    ]
    text = case.mail.text_clean if case.mail.text_clean.strip() else case.mail.text
    found = likest(case.mail.subject, text, known, name=case.contact.name)
    if found is None:
        return "no other open request"
    if found.score < MIDDLE:
        return f"like none of {len(known)} open requests; the nearest {found}"
    ticket = Ticket.objects.get(pk=found.ticket_id)
    case.same = found
    if found.score >= HIGH and _may_join(case):
        case.ticket, case.is_guess = ticket, True
        return f"added to {ticket.label}: {found}"
    return f"may be {ticket.label}: {found}"


def _why_not(case: Case) -> str:
    if case.ticket:
        return "continues a request"
    if case.contact is None:
        return "new customer"
    if case.colleague or case.inbound.insisted:
        return "a person asked for a request of its own"
    if case.mailbox is None or case.mailbox.same_case == Mode.THREAD:
        return "switched off for this address"
    return ""


def _may_join(case: Case) -> bool:
    """Only where people want it, and nobody says that the sender is a fake."""
    wanted = case.mailbox is not None and case.mailbox.same_case == Mode.JOIN
    return wanted and not case.is_unproved and dmarc(case.mail) != "fail"
