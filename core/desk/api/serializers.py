"""What the API takes to arrange the desk. Lengths and rules are checked again by the services."""

from __future__ import annotations

from rest_framework import serializers

from core.desk.models import Queue, Status

COLOR = r"^#[0-9A-Fa-f]{6}$"


class QueueIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    description = serializers.CharField(max_length=300, allow_blank=True, required=False)
    follow_up = serializers.ChoiceField(Queue.FollowUp.choices, required=False)
    grace_days = serializers.IntegerField(min_value=0, max_value=365, required=False)
    keeps_owner = serializers.BooleanField(
        required=False, help_text="Who held a ticket holds it again when it reopens, unless they have left."
    )
    shares_drafts = serializers.BooleanField(
        required=False, help_text="Colleagues read what somebody has begun to write, and may take it over."
    )
    team = serializers.IntegerField(allow_null=True, required=False)
    calendar = serializers.IntegerField(
        allow_null=True, required=False, help_text="Whose hours its promises follow; null: the default one's."
    )
    signature = serializers.CharField(
        max_length=5_000,
        allow_blank=True,
        required=False,
        help_text="Under answers of this queue; variables, and {{ agent.signature }} for the agent's own.",
    )
    signature_in = serializers.DictField(
        child=serializers.CharField(max_length=5_000, allow_blank=True),
        required=False,
        help_text='In further languages: {"de": "…"}; takes the place of all of them.',
    )
    is_default = serializers.BooleanField(required=False)


class StatusIn(serializers.Serializer):
    key = serializers.SlugField(max_length=40)
    category = serializers.ChoiceField(Status.Category.choices)
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]  # DRF's own word
    customer_label = serializers.CharField(max_length=60, allow_blank=True, required=False)
    color = serializers.RegexField(COLOR, required=False)
    sla_mode = serializers.ChoiceField(Status.Sla.choices, required=False)
    is_default = serializers.BooleanField(required=False)
    is_hidden = serializers.BooleanField(required=False)
    wip_limit = serializers.IntegerField(
        min_value=1,
        max_value=10_000,
        allow_null=True,
        required=False,
        help_text="Tickets that may be in it at once, where its category is open, waiting or on_hold.",
    )
    wip_is_hard = serializers.BooleanField(
        required=False, help_text="Nobody moves one more into it; else a full one only warns."
    )


class CategoryIn(serializers.Serializer):
    key = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=80)
    parent = serializers.CharField(  # type: ignore[assignment]  # DRF's own word
        max_length=60, allow_null=True, required=False, help_text="Key of the group."
    )
    description = serializers.CharField(max_length=400, allow_blank=True, required=False)
    examples = serializers.ListField(
        child=serializers.CharField(max_length=400), max_length=20, required=False
    )
    counter_examples = serializers.ListField(
        child=serializers.CharField(max_length=400), max_length=20, required=False
    )
    color = serializers.RegexField(COLOR, required=False)
    icon = serializers.CharField(max_length=30, allow_blank=True, required=False)
    queue = serializers.IntegerField(allow_null=True, required=False)
    is_active = serializers.BooleanField(required=False)


class MailTextIn(serializers.Serializer):
    subject = serializers.CharField(max_length=200)
    body = serializers.CharField(max_length=10_000, trim_whitespace=False)


class TagIn(serializers.Serializer):
    name = serializers.CharField(max_length=50)
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    color = serializers.RegexField(COLOR, required=False)


class TypeIn(serializers.Serializer):
    key = serializers.SlugField(max_length=40)
    name = serializers.CharField(max_length=60)
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    is_active = serializers.BooleanField(required=False)
    position = serializers.IntegerField(min_value=0, max_value=999, required=False)


class CannedReplyIn(serializers.Serializer):
    shortcut = serializers.SlugField(max_length=40)
    title = serializers.CharField(max_length=80)
    body = serializers.CharField(
        max_length=10_000, help_text="Plain text; variables as in GET canned-replies/variables/."
    )
    body_in = serializers.DictField(
        child=serializers.CharField(max_length=10_000, allow_blank=True),
        required=False,
        help_text='In further languages: {"de": "…"}; takes the place of all of them.',
    )
    for_everybody = serializers.BooleanField(default=False)
    team = serializers.IntegerField(
        allow_null=True, required=False, help_text="Id of the team whose members may use it."
    )
