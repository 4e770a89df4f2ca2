"""Tell a new customer request that it has arrived. Last step; silence wherever an answer could loop."""

from __future__ import annotations

from datetime import datetime

from core.mail.letters import automatic
from core.mail.pipeline.case import Case
from core.mail.pipeline.place import own_id
from core.mail.rules import TRIAGE_WAIT
from core.tickets.selectors import was_answered
from tenants.kernel import clock


def confirm(case: Case) -> str:
    if not case.is_new:
        return "not for a follow-up"
    if case.inbound.is_imported:
        return "never to imported mail"
    if case.is_dead_end:
        return "mail to this address came back"
    if case.is_machine or case.inbound.insisted or case.inbound.sender == "":
        return "never to automatic mail"
    if case.is_vouched and case.mail.automatic.kind != "none":
        return "a rule takes it as a person's, but a machine may be behind it"
    if case.is_silent:
        return "a rule wants no confirmation"
    if case.colleague:
        return "passed on by a colleague, who has answered for us"
    if case.mailbox and not case.mailbox.confirms:
        return "switched off for this address"
    assert case.ticket is not None
    assert case.message is not None
    until = _waits_until(case)
    letter = automatic.confirm(
        case.ticket, case.message, mailbox=case.mailbox, answers=own_id(case), waits_until=until
    )
    if letter is None:
        return "braked"
    if until:
        return f"letter {letter.pk}, once triage has looked"
    case.letters.append(letter.pk)
    return f"letter {letter.pk}"


def _waits_until(case: Case) -> datetime | None:
    """A stranger's mail may turn out to be spam: so long triage has time, from when the mail came in.

    None: it need not wait. After a fault, what has waited to be read already does not wait again.
    """
    assert case.ticket is not None
    if not case.is_new_contact and was_answered(case.ticket.contact_id):
        return None
    until = case.inbound.received_at + TRIAGE_WAIT
    return until if until > clock.now() else None
