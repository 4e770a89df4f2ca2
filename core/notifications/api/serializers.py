"""What the API takes for notifications."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core.notifications.rules import CELLS, CHANNELS, HOOKED, KINDS


class NotificationQuery(serializers.Serializer):
    unread = serializers.BooleanField(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=list(KINDS), required=False)
    ticket = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, help_text="Number.")


class ReadIn(serializers.Serializer):
    ticket = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="Number; left out: everything."
    )


class CellsField(serializers.DictField):
    """{"reply:team": ["app", "mail"]}: event, why it concerns you, where you hear of it."""

    def __init__(self, **options: Any) -> None:
        child = serializers.ListField(child=serializers.ChoiceField(list(CHANNELS)), max_length=len(CHANNELS))
        super().__init__(child=child, help_text=", ".join(sorted(CELLS)), **options)


class NotificationPreferencesIn(serializers.Serializer):
    cells = CellsField(required=False)
    queues = serializers.DictField(
        child=CellsField(allow_null=True),
        required=False,
        help_text="{queue id: cells}, where they differ from `cells`; null: as everywhere.",
    )
    digest = serializers.BooleanField(required=False, help_text="A mail at 8:00 with what is unread.")
    quiet_from = serializers.TimeField(required=False, allow_null=True, help_text="No cards in the corner.")
    quiet_until = serializers.TimeField(required=False, allow_null=True)
    quiet_mail = serializers.BooleanField(required=False, help_text="Mails wait for the end of it, too.")
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True, help_text="31 days at most.")
    away_from = serializers.DateField(required=False, allow_null=True)
    away_until = serializers.DateField(required=False, allow_null=True, help_text="The last day.")
    substitute = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="A colleague, who gets copies meanwhile."
    )


class SubscriptionKeysIn(serializers.Serializer):
    p256dh = serializers.CharField(max_length=120)
    auth = serializers.CharField(max_length=40)


class BrowserIn(serializers.Serializer):
    """As `PushSubscription.toJSON()` gives it, and a name for the list."""

    endpoint = serializers.CharField(max_length=1_000)
    keys = SubscriptionKeysIn()
    name = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class NotificationChannelIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    format = serializers.ChoiceField(["slack", "teams", "json"])
    events = serializers.ListField(child=serializers.ChoiceField(list(HOOKED)), max_length=len(HOOKED))
    queue = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, help_text="Of this queue alone; null: of all."
    )
    url = serializers.CharField(
        required=False, max_length=1_000, help_text="Kept encrypted, never shown; left out: as it is."
    )
    secret = serializers.CharField(
        required=False, max_length=200, write_only=True,
        help_text="Of json: X-Deskhand-Signature is sha256= and the HMAC of timestamp, a dot and the body.",
    )  # fmt: skip
    template = serializers.CharField(
        required=False, max_length=10_000, allow_blank=True,
        help_text='Of json: {"number": "{{ ticket.number }}"}; empty: the facts of the ticket.',
    )  # fmt: skip
    is_active = serializers.BooleanField(required=False, default=True)
