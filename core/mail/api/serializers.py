"""What the mail resources take and show."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.doors.shapes import Shape, moment
from core.mail.models import InboundMail, Mailbox
from core.mail.selectors import HELD


class MailboxOut(Shape):
    id: int
    address: str
    name: str
    queue: int
    is_default: bool
    confirms: bool
    tells_merges: bool
    same_case: str

    @staticmethod
    def dump(box: Mailbox) -> dict[str, Any]:
        return {
            "id": box.pk,
            "address": box.address,
            "name": box.name,
            "queue": box.queue_id,
            "is_default": box.is_default,
            "confirms": box.confirms,
            "tells_merges": box.tells_merges,
            "same_case": box.same_case,
        }


class MailboxIn(serializers.Serializer):
    address = serializers.CharField(max_length=254)
    queue = serializers.IntegerField(min_value=1, required=False, help_text="Default: the default queue.")
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class MailboxChange(serializers.Serializer):
    confirms = serializers.BooleanField(help_text="Answer new requests with their number.")
    tells_merges = serializers.BooleanField(
        help_text="Tell customers by mail when their request goes on in another one of theirs."
    )
    same_case = serializers.ChoiceField(
        Mailbox.SameCase.choices,
        help_text="New mail of a customer with an open request: thread, ask or join.",
    )


class HeldMailOut(Shape):
    id: str
    recipient: str
    sender: str
    subject: str
    state: str
    reason: str
    attempts: int
    size: int
    trace: Any
    received_at: str | None

    @staticmethod
    def dump(mail: InboundMail) -> dict[str, Any]:
        return {
            "id": mail.public_id,
            "recipient": mail.recipient,
            "sender": mail.from_address or mail.sender,
            "subject": mail.subject,
            "state": mail.state,
            "reason": mail.reason,
            "attempts": mail.attempts,
            "size": mail.size,
            "trace": mail.trace,
            "received_at": moment(mail.received_at),
        }


class HeldMailFilter(serializers.Serializer):
    state = serializers.ChoiceField(choices=[str(state.value) for state in HELD], required=False)
