"""Shapes of /api/v1/billing/."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from billing.models import Subscription


class AllowanceOut(serializers.Serializer[Any]):
    meter = serializers.CharField()
    limit = serializers.IntegerField(allow_null=True, help_text="null: without limit")
    used = serializers.IntegerField()
    reserved = serializers.IntegerField(help_text="Set aside for work under way")
    left = serializers.IntegerField(allow_null=True)
    renews_on = serializers.DateField(allow_null=True)


class PlanOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    least_seats = serializers.IntegerField()
    most_seats = serializers.IntegerField(allow_null=True)


class BillingOut(serializers.Serializer[Any]):
    """The agreement of the organization and what is left of it."""

    plan = PlanOut()
    state = serializers.ChoiceField(choices=Subscription.State.choices)
    seats = serializers.IntegerField()
    trial_ends_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Cancelled for this moment")
    online = serializers.BooleanField(help_text="Plans can be bought here; false: arranged directly with us")
    features = serializers.ListField(child=serializers.CharField())
    allowances = AllowanceOut(many=True)
    offers = PlanOut(many=True, help_text="Plans that can be bought online")


class CheckoutIn(serializers.Serializer[Any]):
    plan = serializers.SlugField(max_length=30)
    seats = serializers.IntegerField(min_value=1, max_value=10_000)


class AddressOut(serializers.Serializer[Any]):
    """Send the browser there."""

    url = serializers.URLField()
