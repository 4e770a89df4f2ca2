"""Delivery reports: the machine-readable part of RFC 3464 and the headers of the mail it is about."""

import re

from core.mail.parsing import head as heads
from core.mail.parsing import words
from core.mail.parsing.addresses import mailbox
from core.mail.parsing.mime import Part
from core.mail.parsing.shapes import Report

STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
ORIGINAL_TYPES = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
    "message/rfc822-headers",
)
RECIPIENTS = 50  # reports kept of one bounce
GROUP = re.compile(rb"\r?\n[ \t]*\r?\n")
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
ID = re.compile(r"<([^<>\s]{1,500})>")
FOLDED_ID = re.compile(r"<([^<>@]{1,250}@[^<>@]{1,250})>")  # broken over two lines


def reports(part: Part) -> list[Report]:
    """One Report for each recipient group of a message/delivery-status part."""
    found = []
    for group in GROUP.split(part.content().strip(), RECIPIENTS + 1)[: RECIPIENTS + 1]:
        fields = heads.read(group + b"\n\n", 0, len(group) + 2)
        if fields.raw("action") or fields.raw("final-recipient") or fields.raw("status"):
            found.append(_report(fields))
    return found


def _report(fields: heads.Head) -> Report:
    diagnostic = fields.text("diagnostic-code")[:500]
    status = CODE.search(fields.text("status")) or CODE.search(diagnostic)
    # whom we wrote to, before their server rewrote it (RFC 3464, 2.3.1)
    recipient = mailbox(fields.text("original-recipient")) or mailbox(fields.text("final-recipient"))
    return Report(
        action=fields.text("action").split(" ")[0].split("(")[0].lower()[:20],
        status=status.group(1) if status else "",
        recipient=recipient,
        diagnostic=diagnostic,
    )


def original_id(part: Part) -> str:
    """Message-ID of the returned mail or of its headers, without brackets."""
    content = part.content()
    fields = heads.read(content, 0, len(content))
    return first_id(fields.text("message-id"))


def first_id(value: str) -> str:
    """The first <id> of a header value without brackets; a bare id when brackets are missing."""
    if found := ID.search(value):
        return found.group(1)
    if found := FOLDED_ID.search(value):
        return "".join(found.group(1).split())
    bare = value.strip().split(" ")[0].strip("<>")
    return bare[:500] if "@" in bare else ""


def ids(value: str) -> list[str]:
    """All ids of a References-like value, in order, without repeats."""
    found = ID.findall(value) or [token for token in words.CONTROL.sub(" ", value).split() if "@" in token]
    return list(dict.fromkeys(token[:500] for token in found))
