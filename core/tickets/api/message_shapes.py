"""A message as the API shows it, and what a note said before."""

from __future__ import annotations

from typing import Any

from core.doors.shapes import Shape, moment
from core.tickets.api.fate import Fate
from core.tickets.api.files import FileOut, files_out
from core.tickets.models import EarlierWords, Message


class MessageOut(Shape):
    """html is sanitised; load it sandboxed all the same.

    kind: customer, reply, note, auto; forward and aside for what a third party was sent and answers, which
    the customer never reads. to: whom it was forwarded to; about: the message forwarded or answered; side:
    the forwarded message whose side conversation it goes on in. mark: stranger, automatic. edited_at: when a
    note was put otherwise; what it said before is at `earlier/`. Of a deleted note (`withdrawn`) only the
    envelope is left.
    """

    id: str
    kind: str
    channel: str
    author: str
    text: str
    quoted: str
    signature: str
    seal: str
    html: str
    address: str
    to: list[str]
    about: str | None
    side: str | None
    mark: str
    cc: list[str]
    bcc: list[str]
    attachments: list[FileOut]
    delivery: Fate | None
    undo_until: str | None
    withdrawn: bool
    edited_at: str | None
    created_at: str

    @staticmethod
    def dump(message: Message) -> dict[str, Any]:
        is_gone = message.kind == Message.Kind.NOTE and message.withdrawn_at is not None
        return {
            "id": message.public_id,
            "kind": message.kind,
            "channel": message.channel,
            "author": message.author_name,
            "text": "" if is_gone else message.text,
            "quoted": message.quoted,
            "signature": message.signature,
            "seal": message.seal,
            "html": "" if is_gone else message.html,
            "address": message.address,
            "to": message.to,
            "about": message.about.public_id if message.about else None,
            "side": message.side.public_id if message.side else None,
            "mark": message.mark,
            "cc": message.cc,
            "bcc": message.bcc,
            "attachments": [] if is_gone else files_out(message),
            "delivery": Fate.of(message),
            "undo_until": moment(message.undo_until),
            "withdrawn": message.withdrawn_at is not None,
            "edited_at": moment(message.edited_at),
            "created_at": moment(message.created_at),
        }


class EarlierOut(Shape):
    """until: when these words were replaced."""

    text: str
    until: str

    @staticmethod
    def dump(row: EarlierWords) -> dict[str, Any]:
        return {"text": row.text, "until": moment(row.until)}
