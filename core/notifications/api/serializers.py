"""What the API takes for notifications."""

from __future__ import annotations

from rest_framework import serializers

from core.notifications.rules import KINDS


class NotificationQuery(serializers.Serializer):
    unread = serializers.BooleanField(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=list(KINDS), required=False)
    ticket = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, help_text="Number.")


class ReadIn(serializers.Serializer):
    ticket = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="Number; left out: everything."
    )
