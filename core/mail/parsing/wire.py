"""How parent and child speak: a JSON frame for the facts and one raw frame for all file contents.

The child reads hostile bytes and may be taken over, so the parent believes nothing: sizes are
capped, types are checked field by field, and no code can come over (hence no pickle).
"""

import json
import struct
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from core.mail.parsing.charsets import clean
from core.mail.parsing.shapes import Address, Attachment, Automatic, Bounce, ParsedMail, Report

REQUEST = struct.Struct("!QB")  # bytes of the mail, 1 = show HTML as plain text
ANSWER = struct.Struct("!QQ")  # bytes of JSON, bytes of all contents
JSON_BYTES = 64 * 1024 * 1024
CONTENT_BYTES = 64 * 1024 * 1024
STRINGS = (
    "message_id", "in_reply_to", "subject", "text", "html", "content_type", "report_type",
    "original_message_id", "html_safe", "text_clean", "quoted", "signature", "seal",
)  # fmt: skip
STRING_LISTS = ("references", "delivered_to", "original_to", "authentication_results", "notes", "cids")
ADDRESS_LISTS = ("reply_to", "to", "cc", "bcc")
BOUNCE_KEYS = ("original_message_id", "recipient", "status", "diagnostic")


class Garbled(Exception):
    """The frame is not what an honest child sends."""


def dump(mail: ParsedMail) -> list[bytes]:
    """Frames of an answer, to be written one after the other."""
    contents = [attached.content for attached in mail.attachments]
    lean = replace(mail, attachments=(), date=None)
    facts = asdict(lean) | {
        "date": mail.date.isoformat() if mail.date else None,
        "attachments": [
            [a.filename, a.content_type, a.content_id, a.inline, a.disposition, a.size]
            for a in mail.attachments
        ],
    }
    data = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return [ANSWER.pack(len(data), sum(map(len, contents))), data, *contents]


def refusal(code: str) -> list[bytes]:
    """Frames of a refusal (UnparsableMail or a reason to die)."""
    data = json.dumps({"refused": code}).encode()
    return [ANSWER.pack(len(data), 0), data]


def load(data: bytes, contents: memoryview) -> ParsedMail | str:
    """The mail, or the code of a refusal. Raises Garbled."""
    try:
        facts = json.loads(data)
        if isinstance(facts, dict) and "refused" in facts:
            return _string(facts["refused"])
        return _mail(facts, contents)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Garbled from error


def _mail(facts: dict[str, Any], contents: memoryview) -> ParsedMail:
    plain: dict[str, Any] = {name: _string(facts[name]) for name in STRINGS}
    plain |= {name: _strings(facts[name]) for name in STRING_LISTS}
    plain |= {name: tuple(_address(item) for item in facts[name]) for name in ADDRESS_LISTS}
    return ParsedMail(
        **plain,
        from_=_address(facts["from_"]) if facts["from_"] is not None else None,
        sender=_address(facts["sender"]) if facts["sender"] is not None else None,
        return_path=None if facts["return_path"] is None else _string(facts["return_path"]),
        date=_date(facts["date"]),
        headers={_string(name): _strings(values) for name, values in facts["headers"].items()},
        attachments=_attachments(facts["attachments"], contents),
        reports=tuple(_report(item) for item in facts["reports"]),
        remote_images=_number(facts["remote_images"]),
        automatic=_automatic(facts["automatic"]),
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise Garbled
    return clean(value)


def _strings(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise Garbled
    return tuple(map(_string, values))


def _number(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= CONTENT_BYTES:
        raise Garbled
    return value


def _date(value: object) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(_string(value))
    if moment.tzinfo is None:
        raise Garbled
    return moment


def _address(item: dict[str, Any]) -> Address:
    return Address(name=_string(item["name"]), address=_string(item["address"]))


def _report(item: dict[str, Any]) -> Report:
    return Report(*(_string(item[name]) for name in ("action", "status", "recipient", "diagnostic")))


def _automatic(item: dict[str, Any]) -> Automatic:
    bounce = item["bounce"]
    if bounce is not None:
        bounce = Bounce(hard=bounce["hard"] is True, **{name: _string(bounce[name]) for name in BOUNCE_KEYS})
    return Automatic(_string(item["kind"]), _string(item["reason"]), bounce)


def _attachments(items: list[list[Any]], contents: memoryview) -> tuple[Attachment, ...]:
    found, at = [], 0
    for filename, content_type, content_id, inline, disposition, size in items:
        end = at + _number(size)
        if end > len(contents):
            raise Garbled
        found.append(
            Attachment(
                _string(filename), _string(content_type), bytes(contents[at:end]), _string(content_id),
                inline is True, _string(disposition),
            )
        )  # fmt: skip
        at = end
    return tuple(found)
