"""What is heard of a letter after it left: from its provider, or from a mail server that sends it back.

Reports come twice, late and in any order. Each counts once; the gravest says how the letter fared
(complained over bounced over delivered over delayed), so no order of arrival changes the end. Opens and
clicks are not asked for and not kept: who reads what and when is nobody's business here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.contacts import services as contacts
from core.contacts.models import Contact
from core.contacts.selectors import identity_of
from core.mail import outbox
from core.mail.models import Letter
from core.mail.pipeline.bounce import mark_undeliverable, say, told
from core.tickets import services as tickets
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.text import one_line, storable

Delivery = Letter.Delivery
GRAVITY = {one: weight for weight, one in enumerate(Delivery.values)}
MOST_KEPT = 100  # keys of one letter; a provider that repeats more than that is not believed


@dataclass(frozen=True, slots=True)
class Report:
    """kind: Letter.Delivery. is_hard: it will never arrive. key: the provider's own name of the report."""

    kind: str
    at: datetime
    address: str
    words: str = ""
    is_hard: bool = False
    key: str = ""


@transaction.atomic
def hear(letter_id: int, report: Report) -> bool:
    """Write it down, mark a dead address, tell the agents. False for one that was heard before.

    Reports about people the letter was not written to are not believed. Emits LetterFared, NoteWritten.
    """
    letter = Letter.objects.select_for_update().get(pk=letter_id)  # without its ticket: a merge changes that
    address = report.address.strip().lower() or letter.recipient
    key = _key(report, address)
    if address not in _written_to(letter) or key in letter.heard or len(letter.heard) >= MOST_KEPT:
        return False

    is_first = not any(each.startswith(_about(report.kind, address)) for each in letter.heard)
    letter.heard.append(key)
    if GRAVITY[report.kind] > GRAVITY[letter.delivery]:
        letter.delivery, letter.delivery_at = report.kind, min(report.at, clock.now())
        letter.delivery_note = _note(letter, report, address)
    letter.save(update_fields=["heard", "delivery", "delivery_at", "delivery_note"])

    outbox.fared(letter)

    if report.is_hard:
        mark_undeliverable(address)
    if report.kind == Delivery.COMPLAINED:
        _silence(address)
    if is_first:
        _tell(letter, report, address)
    return True


def _key(report: Report, address: str) -> str:
    """Same report, same key, whether its provider names it or not. A delay is heard of once."""
    named = "" if report.kind == Delivery.DEFERRED else report.key or report.at.isoformat()
    return _about(report.kind, address) + hashlib.sha256(named.encode()).hexdigest()[:12]


def _about(kind: str, address: str) -> str:
    """What a key begins with: one for each kind of report about one address."""
    return f"{kind[:2]}-{hashlib.sha256(address.encode()).hexdigest()[:8]}-"


def _written_to(letter: Letter) -> set[str]:
    return {each.lower() for each in letter.recipients}


def _note(letter: Letter, report: Report, address: str) -> str:
    words = one_line(storable(report.words), 250)
    return words if address == letter.recipient.lower() else one_line(f"{address} {words}", 300)


def _silence(address: str) -> None:
    if identity := identity_of(address):
        contacts.silence(identity.contact, Contact.Silence.COMPLAINED, by=SYSTEM)


def _tell(letter: Letter, report: Report, address: str) -> None:
    """A note on the ticket, once for each address."""
    if letter.ticket is None:
        return
    if report.kind == Delivery.BOUNCED:
        say(letter.ticket, address, told(address, "", report.words))
    if report.kind == Delivery.COMPLAINED:
        text = _("%(address)s marked a mail of ours as spam and gets no automatic mail any more. "
                 "Answers still reach them; write only if they want to hear from you.")  # fmt: skip
        tickets.note(letter.ticket, text % {"address": address}, author=None, by=SYSTEM)
