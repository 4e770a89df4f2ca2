"""The order of the steps, and the one transaction they end in.

Looking reads and keeps files; writing and the mail's new state commit together. The order is the
design: a loop is a loop before it is a follow-up, and nobody is answered before all that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import translation

from core.mail import book, inbox
from core.mail.models import InboundMail
from core.mail.parsing import ParsedMail
from core.mail.pipeline import (
    aside,
    automatic,
    bounce,
    confirm,
    contents,
    follow,
    forwarded,
    limits,
    place,
    ruled,
    same,
    sender,
    silence,
    trust,
)
from core.mail.pipeline.case import Case, Done, End, Hold
from tenants import context
from tenants.events.bus import hushed
from tenants.kernel import clock
from tenants.kernel.text import one_line, storable

Step = Callable[[Case], str]

LOOKING: Sequence[Step] = (
    follow.elders_first,
    trust.alignment,
    trust.own_loop,
    silence.silence,
    aside.aside_tag,
    ruled.rules,
    automatic.automatic,
    sender.sender,
    forwarded.passed_on,
    contents.words,
    contents.html,
    contents.seal,
    place.files,
)
WRITING: Sequence[Step] = (
    follow.known_ids,
    aside.aside,
    follow.follow_up,
    follow.merged,
    automatic.machine_without_thread,
    same.same_case,
    ruled.rulings,
    limits.limits,
    place.place,
    place.thread,
    place.copies,
    ruled.obey,
    confirm.confirm,
)
REPORT: Sequence[Step] = (bounce.bounce,)


def run(inbound: InboundMail, mail: ParsedMail) -> Sequence[int]:
    """Decide and write. Returns ids of letters to send. Raises LostTurn and TooEarly.

    Whatever it raises, nothing of it stays.
    """
    case = Case(inbound, mail, book.mailboxes())
    is_report = mail.automatic.bounce is not None and not inbound.insisted
    with translation.override(context.current_tenant().language), _as_history(inbound, mail):
        end = None if is_report else _walk(case, LOOKING)
        with transaction.atomic():
            end = end or _walk(case, REPORT if is_report else WRITING) or Done("")
            _settle(case, end)
    return case.letters


@contextmanager
def _as_history(inbound: InboundMail, mail: ParsedMail) -> Iterator[None]:
    """An imported mail is worked on at its own time, and nobody hears of it."""
    if not inbound.is_imported:
        yield
        return
    moment = min(mail.date or clock.now(), clock.now())
    with clock.at(moment), hushed():
        yield


def _walk(case: Case, steps: Sequence[Step]) -> End | None:
    """Each step leaves a line; one that ends the walk leaves the last."""
    for step in steps:
        try:
            says = step(case)
        except End as end:
            case.trace.append({"step": step.__name__, "says": end.reason})
            return end
        case.trace.append({"step": step.__name__, "says": says})
    return None


def _settle(case: Case, end: End) -> None:
    mail = case.mail
    person = case.sender or mail.from_
    message = end.message or case.message
    facts = {
        "subject": one_line(storable(mail.subject), 255),
        "from_address": storable(person.address)[:320] if person else "",
        "message_id": message.pk if message else None,
        "trace": case.trace,
    }
    if isinstance(end, Hold):
        inbox.quarantine(case.inbound, end.reason, **facts)
    else:
        inbox.settle(case.inbound, end.state, reason=end.reason[:300], **facts)
