"""Trying a rule: on pasted words, and on the mail that came before. Nothing is changed by it.

The look back runs in a worker and leaves what it found in the cache for an hour; a page asks for it.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.cache import cache

from core.mail import book, inbox
from core.mail.models import InboundMail, MailRule
from core.mail.parsing import ParsedMail, ParserDied, UnparsableMail, parse_in_child
from core.mail.parsing.shapes import Address
from core.mail.pipeline.trust import dmarc
from core.mail.rules import plain_address
from core.mail.ruling import asking, facts
from tenants.kernel import clock

MOST_MAILS = 200
LARGEST = 1024 * 1024  # bytes; larger mail is passed over, the look is about many
EVERY = 20  # mails between two words about how far it is
SHOWN = 50  # mails named of those that match
KEPT = 3600  # seconds
SOURCE = re.compile(r"\A(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n")
Found = dict[str, Any]


def on_words(rule: MailRule, text: str, *, sender: str = "", subject: str = "") -> asking.Verdict:
    """The rule and words somebody pasted: a whole mail with its headers, or just a text."""
    mail = _pasted(text, sender, subject)
    seen = facts.of(
        mail, size=len(text.encode("utf-8", "replace")), mailbox=rule.mailbox_id, dmarc=dmarc(mail)
    )
    return asking.verdict(rule.conditions, rule.need, rule.mailbox_id, seen)


def begin(rule_id: int) -> None:
    """Say at once that it is under way."""
    cache.set(_key(rule_id), {"looked": 0, "of": 0, "is_done": False, "count": 0, "found": []}, KEPT)


def progress(rule_id: int) -> Found | None:
    """{looked, of, is_done, count, found: [{id, subject, sender, captured}]}; None when nobody asked."""
    found: Found | None = cache.get(_key(rule_id))
    return found


def forget(rule_id: int) -> None:
    """What was found holds for the rule as it was."""
    cache.delete(_key(rule_id))


def look_back(rule_id: int) -> None:
    """Ask the rule about the last MOST_MAILS mails, switched on or not."""
    rule = MailRule.objects.filter(pk=rule_id).first()
    if rule is None or progress(rule_id) is None:
        return
    boxes = {box.address.lower(): box.pk for box in book.mailboxes()}
    read = InboundMail.objects.exclude(state__in=("received", "quarantined")).filter(size__lte=LARGEST)
    ids = list(read.exclude(raw=b"").order_by("-id").values_list("pk", flat=True)[:MOST_MAILS])
    told: Found = {"looked": 0, "of": len(ids), "is_done": False, "count": 0, "found": [], "at": clock.now()}
    for number, pk in enumerate(ids, start=1):
        row = InboundMail.objects.filter(pk=pk).first()
        if row is not None and (said := _ask(rule, row, boxes)) is not None:
            told["count"] += 1
            told["found"] += [said] if len(told["found"]) < SHOWN else []
        told["looked"] = number
        if number % EVERY == 0 and number < len(ids):
            cache.set(_key(rule_id), told, KEPT)
    cache.set(_key(rule_id), told | {"is_done": True}, KEPT)


def _ask(rule: MailRule, row: InboundMail, boxes: dict[str, int]) -> Found | None:
    follows = any(line["step"] == "place" and line["says"].startswith("heard") for line in row.trace)
    if rule.moment not in ("both", "follow_up" if follows else "new"):
        return None
    try:
        mail = parse_in_child(inbox.raw_of(row))
    except (UnparsableMail, ParserDied):
        return None
    box = boxes.get(plain_address(row.recipient))
    seen = facts.of(mail, size=row.size, mailbox=box, dmarc=dmarc(mail))
    verdict = asking.verdict(rule.conditions, rule.need, rule.mailbox_id, seen)
    if not verdict.holds:
        return None
    sender = row.from_address or row.sender
    return {"id": row.public_id, "subject": row.subject, "sender": sender, "captured": verdict.captured}


def _pasted(text: str, sender: str, subject: str) -> ParsedMail:
    text = text.replace("\r\n", "\n")
    if SOURCE.match(text.lstrip()):
        try:
            return parse_in_child(text.lstrip().encode("utf-8", "replace"))
        except (UnparsableMail, ParserDied):
            pass
    return ParsedMail(
        from_=Address("", sender) if sender else None, subject=subject, text=text, text_clean=text
    )


def _key(rule_id: int) -> str:
    return f"mail-rule-trial:{rule_id}"
