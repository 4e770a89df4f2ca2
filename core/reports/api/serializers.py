"""What the API takes for figures: a span of days, and what narrows it."""

from __future__ import annotations

from rest_framework import serializers

from core.reports.selectors.record import KINDS


class FiguresQuery(serializers.Serializer):
    days = serializers.IntegerField(
        min_value=1, max_value=366, required=False, default=30, help_text="The last days, today among them."
    )
    first = serializers.DateField(required=False, help_text="With last: in place of days.")
    last = serializers.DateField(required=False)
    queue = serializers.IntegerField(min_value=0, required=False, default=0, help_text="Id; 0: all.")
    team = serializers.IntegerField(min_value=0, required=False, default=0, help_text="Id; 0: all.")


class WorkloadQuery(serializers.Serializer):
    queue = serializers.IntegerField(min_value=0, required=False, default=0, help_text="Id; 0: all.")
    team = serializers.IntegerField(min_value=0, required=False, default=0, help_text="Id; 0: all.")


class ActivityQuery(serializers.Serializer):
    kind = serializers.ChoiceField(choices=list(KINDS), required=False, default="", allow_blank=True)
    person = serializers.IntegerField(min_value=0, required=False, default=0, help_text="Id; 0: everybody.")
    queue = serializers.IntegerField(min_value=0, required=False, default=0, help_text="Id; 0: all.")
    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)
    before = serializers.IntegerField(
        min_value=0, max_value=2**62, required=False, default=0, help_text="`older` of the page before."
    )
