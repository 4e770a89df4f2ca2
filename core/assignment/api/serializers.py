"""What the API takes about assignment. Checked again by the services."""

from __future__ import annotations

from rest_framework import serializers

from core.assignment.models import Availability, Policy


class AvailabilityIn(serializers.Serializer):
    state = serializers.ChoiceField(
        choices=Availability.State.choices,
        help_text="reassign: away, and tickets whose customers wait go to others.",
    )
    undo = serializers.BooleanField(
        required=False, help_text='With "available": what was taken back and nobody holds is yours again.'
    )


class ColleagueAvailabilityIn(serializers.Serializer):
    state = serializers.ChoiceField(choices=Availability.State.choices, required=False)
    capacity = serializers.IntegerField(
        min_value=0, max_value=1_000, allow_null=True, required=False, help_text="null: as everybody's."
    )
    languages = serializers.ListField(
        child=serializers.CharField(max_length=10), max_length=40, required=False, help_text="Empty: any."
    )
    skills = serializers.ListField(
        child=serializers.IntegerField(), max_length=40, required=False, help_text="Ids of tags."
    )


class AssignmentPolicyIn(serializers.Serializer):
    mode = serializers.ChoiceField(choices=Policy.Mode.choices, required=False)
    order = serializers.ChoiceField(choices=Policy.Order.choices, required=False)
    weight = serializers.IntegerField(
        min_value=0, max_value=10, required=False, help_text="Of one of its tickets in a person's capacity."
    )
    most = serializers.IntegerField(
        min_value=0,
        max_value=1_000,
        required=False,
        help_text="Given to one person within the window; 0: any.",
    )
    window = serializers.IntegerField(min_value=1, max_value=1_440, required=False, help_text="Minutes.")
    by_language = serializers.ChoiceField(choices=Policy.Fit.choices, required=False)
    by_skill = serializers.ChoiceField(choices=Policy.Fit.choices, required=False)
    release_after = serializers.IntegerField(
        min_value=0, max_value=10_080, required=False, help_text="Minutes without work; 0: never."
    )
    reassigns_reopened = serializers.BooleanField(required=False)
    takes_on_open = serializers.BooleanField(required=False)
    excluded = serializers.ListField(
        child=serializers.IntegerField(), max_length=500, required=False, help_text="Ids of colleagues."
    )


class AssignmentIn(serializers.Serializer):
    capacity = serializers.IntegerField(min_value=1, max_value=1_000, required=False)
    idle_after = serializers.IntegerField(
        min_value=0, max_value=1_440, required=False, help_text="Minutes without a click; 0: never."
    )


class SharesQuery(serializers.Serializer):
    days = serializers.IntegerField(min_value=1, max_value=90, required=False, default=7)
