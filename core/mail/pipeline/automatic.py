"""Was a person writing? Automatic answers and machine mail are parked: kept, visible, never answered."""

from __future__ import annotations

from core.mail.parsing.phrases import NO_PERSON
from core.mail.pipeline.case import Case, Park
from core.mail.rules import VOUCHED

WORDS = {"auto_reply": "Automatic answer", "bulk": "Machine or list mail", "bounce": "Delivery report"}


def automatic(case: Case) -> str:
    """Out-of-office answers end here. Machine mail goes on, but may only continue a ticket."""
    kind, reason = case.mail.automatic.kind, case.mail.automatic.reason
    if case.side:
        case.is_machine = kind != "none"
        return f"{kind} ({reason}); in a side conversation it calls nobody" if case.is_machine else "a person"
    if case.inbound.insisted:
        return f"{kind} ({reason or 'no sign'}); a person asked for a ticket"
    if case.is_vouched:
        return f"{kind} ({reason or 'no sign'}); {VOUCHED}"
    if kind == "auto_reply":
        raise Park(f"{WORDS[kind]} ({reason}).")
    case.is_machine = kind != "none"
    return f"{kind} ({reason})" if case.is_machine else "a person"


def machine_without_thread(case: Case) -> str:
    """After the follow-up question: machine mail that continues nothing is parked."""
    if not case.is_machine or case.ticket or case.is_form:
        return "may open a ticket" if not case.ticket else "continues a ticket"
    raise Park(f"{WORDS.get(case.mail.automatic.kind, 'Machine mail')} ({case.mail.automatic.reason}).")


def speaks_for_nobody(address: str) -> bool:
    """noreply@ and its kin: nobody reads an answer there."""
    return NO_PERSON.search(address.partition("@")[0]) is not None
