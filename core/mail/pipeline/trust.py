"""How far do we believe the sender, and are we talking to ourselves?"""

from __future__ import annotations

import re

from core.mail import marks
from core.mail.parsing import ParsedMail
from core.mail.pipeline.case import Case, Park
from core.mail.rules import plus_part

_DMARC = re.compile(r"\bdmarc\s*=\s*([a-z]{2,10})", re.IGNORECASE)


def alignment(case: Case) -> str:
    """What the edge says about the sender's domain. Written down only: nobody acts as an agent by mail."""
    return f"dmarc={dmarc(case.mail) or 'unknown'}; speaks as a customer"


def dmarc(mail: ParsedMail) -> str:
    """pass, fail, none ... as our own edge saw it, "" when it said nothing."""
    for line in mail.authentication_results[:1]:  # the topmost is the one our own edge has put on
        if found := _DMARC.search(line):
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
