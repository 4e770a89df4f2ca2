"""`manage.py mail_parse < file.eml`: what the pipeline reads in a mail, as JSON. Needs no database.

One object a mail. Several mails may be given as files; then one object a line, in their order.
"""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from ai.contracts import UNDETERMINED
from ai.text import language
from core.files import sniffing
from core.mail.parsing.child import parse_in_child
from core.mail.parsing.errors import ParserDied, UnparsableMail
from core.mail.parsing.shapes import Address, Attachment, ParsedMail


class Command(BaseCommand):
    help = "Print what is read in the mail on standard input, or in each file, as JSON."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["files"]
        if not paths:
            self.stdout.write(json.dumps(parsed(sys.stdin.buffer.read()), ensure_ascii=False, indent=1))
        for path in paths:
            self.stdout.write(
                json.dumps({"file": str(path), **parsed(path.read_bytes())}, ensure_ascii=False)
            )


def parsed(raw: bytes) -> dict[str, Any]:
    """The mail in plain values; what cannot be read (empty, too large, deadly) is empty and has "error"."""
    try:
        return _told(parse_in_child(raw))
    except (UnparsableMail, ParserDied) as fault:
        return {**_told(ParsedMail()), "error": str(fault)}


def _told(mail: ParsedMail) -> dict[str, Any]:
    return {
        "subject": mail.subject,
        "from": _address(mail.from_),
        "to": [_address(one) for one in mail.to],
        "cc": [_address(one) for one in mail.cc],
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "text": mail.text,
        "html": mail.html,
        "html_safe": mail.html_safe,
        "reply_text": mail.text_clean,
        "quoted": mail.quoted,
        "signature": mail.signature,
        "seal": mail.seal,
        "attachments": [_file(one) for one in mail.attachments],
        "auto_reply": _nobody_wrote(mail),
        "automatic": {"kind": mail.automatic.kind, "reason": mail.automatic.reason},
        "bounce": _bounce(mail),
        "language": _language(mail),
        "notes": list(mail.notes),
    }


def _address(one: Address | None) -> dict[str, str] | None:
    return {"name": one.name, "address": one.address} if one else None


def _file(one: Attachment) -> dict[str, Any]:
    """content_type: what the sender said; detected_type: by the content."""
    return {
        "filename": one.filename,
        "content_type": one.content_type,
        "detected_type": sniffing.sniff(one.content, one.filename, one.content_type).mime,
        "size": one.size,
        "sha256": hashlib.sha256(one.content).hexdigest(),
        "inline": one.inline,
        "content_id": one.content_id,
    }


def _nobody_wrote(mail: ParsedMail) -> bool:
    """No automatic answer may be given to this, by what the mail says of itself (RFC 3834, 2).

    An answer that a machine gave (absence note, receipt, question of a mail filter: `automatic` says
    auto_reply), and a notice that names itself automatic or answers and wants no answer (`automatic` says
    bulk). Lists, newsletters and senders nobody reads are no auto replies; they are bulk alone.
    """
    kind, reason = mail.automatic.kind, mail.automatic.reason
    mute = reason == "x-auto-response-suppress" and mail.in_reply_to != ""
    return kind == "auto_reply" or reason == "auto-submitted" or mute


def _bounce(mail: ParsedMail) -> dict[str, Any] | None:
    found = mail.automatic.bounce
    if found is None:
        return None
    return {
        "original_message_id": found.original_message_id,
        "recipient": found.recipient,
        "status": found.status,
        "hard": found.hard,
        "diagnostic": found.diagnostic,
    }


def _language(mail: ParsedMail) -> str | None:
    """ISO 639-1; None when there is too little text to tell."""
    said = language.identify(mail.text_clean or mail.text).value
    return None if said == UNDETERMINED else said
