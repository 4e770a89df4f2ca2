"""What the API takes for rules. Checked again by the services."""

from __future__ import annotations

from rest_framework import serializers

from core.automation.models import Rule
from core.automation.rules import EVENTS, HOURS

HEARD = [name for name in EVENTS if name != HOURS]


class RuleIn(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Rule.Kind.choices, required=False, help_text="Stays as created.")
    name = serializers.CharField(max_length=80)
    activator = serializers.ChoiceField(choices=Rule.Activator.choices, required=False)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=HEARD),
        required=False,
        max_length=20,
        help_text="What a trigger hears of; warned, breached and still are those of activator time.",
    )
    after = serializers.CharField(
        max_length=10,
        required=False,
        allow_blank=True,
        help_text='With event "still": how long the status must have stood, such as 90m, 12h or 3d.',
    )
    hours = serializers.JSONField(
        required=False,
        help_text="Of a schedule: Monday to Sunday, the hours of each day: [[8, 17], [], ...].",
    )
    conditions = serializers.JSONField(
        required=False,
        help_text='{"all": [{"field": "priority", "op": "is", "value": ["high"]}]}, with "any", and groups '
        "in groups; was.<field> for its value before the change.",
    )
    actions = serializers.JSONField(
        required=False, help_text='[{"do": "priority", "value": "high"}]; see /api/v1/rules/actions/.'
    )
    stop_after_match = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)


class RuleOrderIn(serializers.Serializer):
    rules = serializers.ListField(
        child=serializers.IntegerField(), max_length=200, help_text="Ids, the one to be asked first in front."
    )


class DryRunQuery(serializers.Serializer):
    days = serializers.IntegerField(min_value=1, max_value=90, required=False, default=7)
