"""What the API takes about advice. Checks of shape only; options are the organization's own."""

from __future__ import annotations

from rest_framework import serializers

from ai.drafting import WISHES
from ai.languages import LANGUAGES
from ai.models import Policy, Suggestion
from ai.services.suggestions import MOST_WORDS
from core.doors.taking import Strict

MOST_TAGS = 20


class TriageCorrection(Strict):
    """Any of the fields; each one sent is a correction, also when it confirms what stands there."""

    sentiment = serializers.CharField(
        required=False, max_length=20, help_text="very_negative … very_positive"
    )
    category = serializers.CharField(required=False, max_length=60, help_text="A category's key")
    priority = serializers.CharField(required=False, max_length=20, help_text="low, medium, high, urgent")
    tags = serializers.ListField(
        child=serializers.CharField(max_length=50), required=False, max_length=MOST_TAGS
    )
    escalation = serializers.BooleanField(required=False)
    urgency = serializers.IntegerField(required=False, min_value=0, max_value=100)
    details = serializers.DictField(
        child=serializers.JSONField(allow_null=True), required=False, allow_empty=False,
        help_text='Values of own fields that were found or missed: {"order": "4711"}; null empties one.',
    )  # fmt: skip


class SuggestionWish(Strict):
    """How another one is to be written."""

    instruction = serializers.ChoiceField([wish for wish in WISHES if wish], required=False, allow_blank=True)
    language = serializers.ChoiceField(list(LANGUAGES), required=False, allow_blank=True)
    words = serializers.CharField(required=False, allow_blank=True, max_length=MOST_WORDS)


class SuggestionRejection(Strict):
    verdict = serializers.ChoiceField(Suggestion.Verdict.choices, required=False, allow_blank=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300)


class PolicyChange(Strict):
    mode = serializers.ChoiceField(Policy.Mode.choices)
    min_confidence = serializers.FloatField(required=False, min_value=0, max_value=1)
    min_reviewed = serializers.IntegerField(required=False, min_value=1, max_value=10_000)
    min_precision = serializers.FloatField(required=False, min_value=0, max_value=1)
    conditions = serializers.JSONField(
        required=False, help_text='{"queues": [1], "categories": ["billing"], "languages": ["en"]}'
    )
