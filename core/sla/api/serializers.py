"""What the API takes for policies. Rules are checked again by the services."""

from __future__ import annotations

from rest_framework import serializers

from core.sla.models import LONGEST


def _minutes() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1,
        max_value=LONGEST,
        allow_null=True,
        required=False,
        help_text="Working minutes; null: no target.",
    )


class SlaPolicyIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    conditions = serializers.JSONField(
        required=False,
        help_text='Which: {"all": [{"field": "priority", "op": "is", "value": ["high"]}]}, with "any", '
        "and groups in groups. Fields: priority, queue, category, team, company, channel, tags, language, "
        "customer.",
    )
    first_reply = _minutes()
    next_reply = _minutes()
    resolution = _minutes()
    calendar = serializers.IntegerField(
        allow_null=True, required=False, help_text="Id; null: the queue's calendar, else the default one."
    )
    warn_assignee = serializers.IntegerField(
        min_value=0, max_value=99, required=False, help_text="Percent of the time; 0: never."
    )
    warn_lead = serializers.IntegerField(
        min_value=0, max_value=99, required=False, help_text="Percent of the time; 0: never."
    )
    is_active = serializers.BooleanField(required=False)
    is_default = serializers.BooleanField(required=False)


class SlaOrderIn(serializers.Serializer):
    policies = serializers.ListField(
        child=serializers.IntegerField(), max_length=100, help_text="Ids, the one to be asked first in front."
    )


class ReportQuery(serializers.Serializer):
    weeks = serializers.IntegerField(min_value=1, max_value=53, required=False, default=12)
