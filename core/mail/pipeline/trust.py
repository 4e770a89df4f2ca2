"""How far do we believe the sender, and are we talking to ourselves?"""

from __future__ import annotations

import re

from core.mail import marks
from core.mail.parsing import ParsedMail
from core.mail.pipeline.case import Case, Park
from core.mail.rules import UNPROVED, plus_part

_SAID = {
    name: re.compile(rf"\b{name}\s*=\s*([a-z]{{2,10}})", re.IGNORECASE) for name in ("dmarc", "spf", "dkim")
}
_FAILED = ("fail", "softfail", "permerror")


def alignment(case: Case) -> str:
    """What the edge says about the sender's domain. Written down only: nobody acts as an agent by mail.

    What it says of a mail decides whether its sender is learned by it (rules.is_unproved).
    """
    said = f"dmarc={dmarc(case.mail) or 'unknown'}"
    if dmarc(case.mail) not in ("pass", "fail") and (why := _unproved(case.mail)):
        said = f"{said}, {UNPROVED} ({why})"
    return f"{said}; speaks as a customer"


def dmarc(mail: ParsedMail) -> str:
    """pass, fail, none ... as our own edge saw it, "" when it said nothing."""
    return _edge(mail, "dmarc")


def _unproved(mail: ParsedMail) -> str:
    """Where a domain publishes no DMARC: what failed, unless the other proves the sender; "" for nothing."""
    spf, dkim = _edge(mail, "spf"), _edge(mail, "dkim")
    failed = [f"{name}={said}" for name, said in (("spf", spf), ("dkim", dkim)) if said in _FAILED]
    return "" if "pass" in (spf, dkim) else ", ".join(failed)


def _edge(mail: ParsedMail, method: str) -> str:
    for line in mail.authentication_results[:1]:  # the topmost is the one our own edge has put on
        if found := _SAID[method].search(line):
            return found.group(1).lower()
    return ""


def own_loop(case: Case) -> str:
    """Our own letter come back, through a forward or a responder that keeps our address: stop."""
    mail = case.mail
    if any(marks.is_our_loop(value) for value in mail.headers.get(marks.LOOP_HEADER.lower(), ())):
        raise Park("Our own automatic mail came back.")
    if mail.from_ and case.is_ours(mail.from_.address):
        others = [person for person in mail.reply_to if not case.is_ours(person.address)]
        if len(others) != 1 or any(plus_part(person.address) for person in mail.reply_to):
            raise Park("Sent from one of our own addresses.")
        return "from our own address with a stranger's Reply-To: a form"
    return "not ours"
